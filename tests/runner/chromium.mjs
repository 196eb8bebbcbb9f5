import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = {
  linux: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"],
  darwin: [],
  win32: [],
};
const FIXED_PLACES = {
  linux: [],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) =>
    process.env[name] ? [join(process.env[name], "Google", "Chrome", "Application", "chrome.exe")] : [],
  ),
};

/** A Chromium or Chrome that is on this machine already, or null. */
export function installedChromium() {
  const named = process.env.REA2SEG_CHROMIUM;
  if (named && existsSync(named)) return named;
  const fromPath = (NAMES[process.platform] ?? []).flatMap((name) =>
    (process.env.PATH ?? "").split(delimiter).map((dir) => join(dir, name)),
  );
  return [...fromPath, ...(FIXED_PLACES[process.platform] ?? [])].find((file) => existsSync(file)) ?? null;
}

async function playwrightsOwn() {
  const { chromium } = await import("playwright");
  const file = chromium.executablePath();
  return file && existsSync(file) ? file : null;
}

function run(command, args, label) {
  console.log(`${label}: ${command} ${args.join(" ")}`);
  const { status } = spawnSync(command, args, { stdio: "inherit", timeout: 600_000 });
  return status === 0;
}

function aptInstall() {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "chromium"],
  ]) {
    console.log(`Installing Chromium: apt-get ${args.join(" ")}`);
    spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env, timeout: 600_000 });
  }
}

/**
 * A Chromium for the browser tests: REA2SEG_CHROMIUM, the system's, Playwright's own (fetched if need be), or
 * Debian's through apt where we are root. Null when none can be had; the caller then says so loudly.
 */
export async function findChromium() {
  const named = process.env.REA2SEG_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  const present = installedChromium() ?? (await playwrightsOwn());
  if (present) return present;
  const cli = join("node_modules", "playwright", "cli.js");
  if (run(process.execPath, [cli, "install", "chromium"], "No Chromium here, fetching Playwright's")) {
    const fetched = await playwrightsOwn();
    if (fetched) return fetched;
  }
  aptInstall();
  return installedChromium();
}
