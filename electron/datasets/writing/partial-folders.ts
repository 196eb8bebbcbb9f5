import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** Process ids say nothing about other machines, which may share the disk. */
const HOST = hostname()
  .replace(/[^a-z0-9-]/gi, "")
  .slice(0, 40);

/** Where an export to `path` is written until it is whole: beside it, under a name that says who is at it. */
export function partialFolder(path: string): string {
  return join(dirname(path), `${prefixOf(path)}${process.pid}.${randomUUID()}.partial`);
}

/** Removes what exports to `path` left that were killed; those of processes that live, or of other machines, stay. */
export async function removeStalePartials(path: string): Promise<void> {
  const prefix = prefixOf(path);
  const entries = await readdir(dirname(path), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory() || !entry.name.startsWith(prefix)) continue;
    const pid = /^(\d+)\.[0-9a-f-]{36}\.partial$/.exec(entry.name.slice(prefix.length))?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // Leftovers are no reason to refuse an export.
    await rm(join(dirname(path), entry.name), { recursive: true, force: true }).catch(() => {});
  }
}

const prefixOf = (path: string): string => `.${basename(path).slice(0, 100)}.${HOST}.`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: somebody else's.
    return (thrown as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
