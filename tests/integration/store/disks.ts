import { spawnSync } from "node:child_process";
import { later, scratchFolder } from "./fixtures.ts";

function run(command: string, ...args: string[]): string | null {
  const result = spawnSync(command, args, { encoding: "utf8" });
  if (result.error) return result.error.message;
  return result.status === 0 ? null : result.stderr.trim();
}

/** A small disk of its own (tmpfs), unmounted after the test; or the reason why there is none. */
export function smallDisk(size: string): { dir: string } | { reason: string } {
  const dir = scratchFolder();
  const reason =
    process.platform === "linux" ? run("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", dir) : "no tmpfs";
  if (reason !== null) return { reason };
  later(() => run("umount", "-l", dir));
  return { dir };
}

/** The same folder through a mount that cannot be written to, whoever asks; or the reason why there is none. */
export function readOnlyView(dir: string): { dir: string } | { reason: string } {
  const view = scratchFolder();
  const bound = process.platform === "linux" ? run("mount", "--bind", dir, view) : "no bind mounts";
  if (bound !== null) return { reason: bound };
  later(() => run("umount", "-l", view));
  const reason = run("mount", "-o", "remount,bind,ro", view);
  return reason === null ? { dir: view } : { reason };
}
