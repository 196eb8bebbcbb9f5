import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetProject, loadRecents, loadSettings, rememberProject, saveSettings, userDirs } from "#electron/config";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-config-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("settings", () => {
  it("start with defaults and keep the device's name from then on", () => {
    const first = loadSettings(dir);
    expect(first.theme).toBe("dark");
    expect(loadSettings(dir).device).toBe(first.device);
  });

  it("are there again after a restart", () => {
    saveSettings(dir, { ...loadSettings(dir), theme: "light", author: "Ada" });
    expect(loadSettings(dir)).toMatchObject({ theme: "light", author: "Ada" });
  });

  it("hold for the session where they cannot be kept", () => {
    const file = join(dir, "a-file");
    writeFileSync(file, "");
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    expect(loadSettings(join(file, "inside")).theme).toBe("dark");
    expect(log).toHaveBeenCalledWith(expect.stringContaining("not kept"));
    log.mockRestore();
  });

  it("set a broken file aside instead of failing or deleting it", () => {
    writeFileSync(join(dir, "settings.json"), '{"theme": "dark", ');
    expect(loadSettings(dir).theme).toBe("dark");
    expect(readdirSync(dir).some((name) => name.startsWith("settings.json.broken-"))).toBe(true);
  });
});

describe("recent projects", () => {
  it("lists the newest first, once each, and forgets on request", () => {
    rememberProject(dir, { dir: "/a", title: "A" });
    rememberProject(dir, { dir: "/b", title: "B" });
    rememberProject(dir, { dir: "/a", title: "A again" });
    expect(loadRecents(dir).map((recent) => recent.title)).toEqual(["A again", "B"]);
    forgetProject(dir, "/a");
    expect(loadRecents(dir).map((recent) => recent.dir)).toEqual(["/b"]);
  });
});

describe("user folders", () => {
  it.each([
    ["linux", { XDG_CACHE_HOME: "/x/cache" }, "/x/cache/rea2seg"],
    ["linux", {}, "/home/u/.cache/rea2seg"],
    ["darwin", {}, "/home/u/Library/Caches/rea2seg"],
    ["linux", { REA2SEG_CACHE_DIR: "/elsewhere" }, "/elsewhere"],
  ] as const)("on %s with %j the cache is %s", (platform, env, expected) => {
    expect(userDirs(env, platform, "/home/u").cacheDir).toBe(expected);
  });
});
