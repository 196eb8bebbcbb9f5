import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";

/** Folders that this process is filling or throwing away at the moment. */
const live = new Set<string>();

const HOST = hostname().replace(/[^0-9A-Za-z]/g, "") || "host";
const DAY_MS = 24 * 60 * 60 * 1000;
const WORK = /^\.(installing|discarded)-([0-9A-Za-z]+)-(\d+)-[0-9a-f-]{36}(?:~(.+))?$/;

function workFolder(packsDir: string, kind: "installing" | "discarded", of = ""): string {
  const name = `.${kind}-${HOST}-${process.pid}-${randomUUID()}${of === "" ? "" : `~${of}`}`;
  return path.join(packsDir, name);
}

/**
 * Gives `fill` a new folder beside the packs, to be moved into place by `moveIntoPlace`; whatever is left of it
 * afterwards is removed. What killed installers left is cleared away first.
 */
export async function withStaging<T>(packsDir: string, fill: (staging: string) => Promise<T>): Promise<T> {
  await mkdir(packsDir, { recursive: true });
  await clearLeftovers(packsDir);
  const staging = workFolder(packsDir, "installing");
  live.add(staging);
  try {
    await mkdir(staging);
    return await fill(staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
    live.delete(staging);
  }
}

/**
 * Renames a filled folder to its place. Where `replace` is set, what is there already steps aside first and is put back
 * if the rename fails; if the process dies between the two, the next install puts it back. Else a place that is taken
 * is the file system's error.
 */
export async function moveIntoPlace(staging: string, place: string, replace: boolean): Promise<void> {
  if (!replace) return await rename(staging, place);
  const discarded = workFolder(path.dirname(place), "discarded", path.basename(place));
  live.add(discarded);
  try {
    await rename(place, discarded);
    await rename(staging, place).catch(async (error) => {
      await rename(discarded, place);
      throw error;
    });
    await rm(discarded, { recursive: true, force: true });
  } finally {
    live.delete(discarded);
  }
}

/** Removes what dead installers left; a pack that one had put aside and not yet replaced returns to its place. */
async function clearLeftovers(packsDir: string): Promise<void> {
  for (const name of await readdir(packsDir)) {
    const dir = path.join(packsDir, name);
    const [, kind, host, pid, of] = WORK.exec(name) ?? [];
    if (kind === undefined || live.has(dir) || !(await isDead(dir, host as string, Number(pid)))) continue;
    const place = kind === "discarded" && of !== undefined ? path.join(packsDir, of) : null;
    const isGone = place !== null && (await lstat(place).catch(() => null)) === null;
    if (isGone) await rename(dir, place);
    else await rm(dir, { recursive: true, force: true });
  }
}

async function isDead(dir: string, host: string, pid: number): Promise<boolean> {
  if (host === HOST) {
    // The folders of this process are in `live`: its number is that of a predecessor.
    if (pid === process.pid) return true;
    try {
      process.kill(pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ESRCH";
    }
  }
  const facts = await stat(dir).catch(() => null);
  return facts !== null && Date.now() - facts.mtimeMs > DAY_MS;
}
