import { spawnSync } from "node:child_process";

/** Chromium ends a process that finds no display, unless it was told so on its command line. */
export function lacksDisplay(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  if (platform !== "linux" || env.DISPLAY || env.WAYLAND_DISPLAY) return false;
  return !argv.some((arg) => arg.startsWith("--ozone-platform=") || arg === "--headless");
}

/** Puts another program in this process's place, with its number, its parent and its streams; never returns. */
export type Become = (file: string, args: readonly string[]) => never;

/**
 * Starts the same executable again with a platform that needs no display. As this very process, wherever Node can
 * (22.15, and so every Electron that we ship): whoever sends a signal, reads the exit code or waits has one process to do
 * with, and a command that is told to stop ends by itself with its own code (5).
 *
 * A child that is waited for would do neither. While we wait in the event loop Chromium goes on, finds no display and ends
 * the process; while we block it no signal can be passed on. So only where nothing else can be had is it a child, and
 * then the answer is its exit code.
 */
export function runHeadless(
  execPath: string,
  argv: readonly string[],
  isPackaged: boolean,
  become: Become | null = process.execve?.bind(process) ?? null,
): number {
  // In a checkout the first argument is the app's folder, which Electron itself reads.
  const own = argv.slice(1, isPackaged ? 1 : 2);
  const rest = argv.slice(isPackaged ? 1 : 2);
  const args = [...own, "--ozone-platform=headless", ...rest];
  if (become !== null) return become(execPath, [execPath, ...args]);
  const { status, error } = spawnSync(execPath, args, { stdio: "inherit" });
  if (error) process.stderr.write(`${error.message}\n`);
  return status ?? 1;
}
