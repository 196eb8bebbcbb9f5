import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const LAUNCHER = resolve(import.meta.dirname, "..", "..", "..", "electron", "launch", "package.mjs");

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-package-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** `npm run make`, with nothing to be had: neither a Node nor an Electron. */
function make(...args: string[]) {
  const env = { PATH: "", HOME: dir, REA2SEG_CACHE_DIR: dir, ELECTRON_ZIP_DIR: join(dir, "none") };
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, "make", ...args], {
    encoding: "utf8",
    env: { ...env, SystemRoot: process.env.SystemRoot },
  });
  return { status, stdout, lines: stderr.trim().split("\n") };
}

describe("npm run make", () => {
  it("refuses an installer that it does not know before it looks for Node or Electron", () => {
    const { status, lines } = make("--platform", "linux", "--targets", "zip,msi");
    expect(lines).toEqual(['There is no installer "msi" for linux; there is zip, deb, rpm, AppImage.']);
    expect(status).toBe(1);
  });

  it.skipIf(process.platform === "win32")(
    "names the program that is missing and how to get it, and nothing else",
    () => {
      const { status, lines } = make("--platform", "linux", "--targets", "zip");
      expect(lines).toEqual([expect.stringMatching(/^zip needs zip, which is not on this machine: .*apt install zip/)]);
      expect(status).toBe(1);
    },
  );

  it.each([
    ["--platform", "beos", 'no platform "beos"; there is linux, darwin, win32.'],
    ["--arch", "x68", 'no architecture "x68"; there is x64, arm64.'],
    ["--arch", "ia32", 'no architecture "ia32"; there is x64, arm64.'],
  ])("refuses %s %s before it looks for anything", (flag, value, said) => {
    expect(make(flag, value).lines).toEqual([`The app is made for ${said}`]);
    expect(make(flag, value).status).toBe(1);
  });

  it("refuses another system than npm installed the native files of, before it looks for anything", () => {
    const platform = process.platform === "win32" ? "darwin" : "win32";
    const { status, lines } = make("--platform", platform);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^The native files for ${platform} .* are not installed here: .*after \`npm ci\``),
      ),
    ]);
    expect(status).toBe(1);
  });

  it("says what its flags are", () => {
    expect(make("--help").stdout).toContain("--targets");
    expect(make("--nonsense").lines.join("\n")).toContain("--nonsense");
  });
});
