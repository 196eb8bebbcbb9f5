import { delimiter, join, posix, win32 } from "node:path";

const ON_PATH = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "brave-browser",
  "firefox",
];

const MAC_APPS = ["Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser", "Firefox", "Safari"];

const WINDOWS_FILES = [
  ["Google", "Chrome", "Application", "chrome.exe"],
  ["Microsoft", "Edge", "Application", "msedge.exe"],
  ["Mozilla Firefox", "firefox.exe"],
];

export interface BrowserSearch {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  exists(file: string): boolean;
}

/** A browser that can show the studio, as a path; null when none was found in the usual places. */
export function findBrowser({ platform, env, exists }: BrowserSearch): string | null {
  const places =
    platform === "darwin"
      ? MAC_APPS.map((name) => posix.join("/Applications", `${name}.app`))
      : platform === "win32"
        ? windowsPlaces(env)
        : (env.PATH ?? "").split(delimiter).flatMap((dir) => ON_PATH.map((name) => join(dir, name)));
  return places.find((file) => exists(file)) ?? null;
}

function windowsPlaces(env: BrowserSearch["env"]): readonly string[] {
  const roots = [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA].filter((root) => root !== undefined);
  return WINDOWS_FILES.flatMap((parts) => roots.map((root) => win32.join(root, ...parts)));
}
