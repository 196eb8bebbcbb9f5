import { spawn } from "node:child_process";

/** How a platform opens an address in the user's browser; null where nobody could see it. */
export function browserCommand(
  url: string,
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly command: string; readonly args: readonly string[] } | null {
  if (platform === "darwin") return { command: "open", args: [url] };
  // `start` is a word of the shell; its first quoted argument is a window's title.
  if (platform === "win32") return { command: "cmd", args: ["/c", "start", '""', url.replaceAll("&", "^&")] };
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return null;
  return { command: "xdg-open", args: [url] };
}

/** Tries to open the browser. It may fail without harm: the address has been printed. */
export function openBrowser(url: string): void {
  const opener = browserCommand(url, process.platform, process.env);
  if (opener === null) return;
  const child = spawn(opener.command, opener.args, {
    detached: true,
    stdio: "ignore",
    windowsVerbatimArguments: process.platform === "win32",
  });
  child.once("error", () => {});
  child.unref();
}
