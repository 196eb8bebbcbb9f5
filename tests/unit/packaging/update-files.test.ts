import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readFeed as readBuiltFeed } from "#electron/updates";
import {
  assertSameFeed,
  dropStaleUpdateInfo,
  readFeed,
  releasedOf,
  writeUpdateFiles,
} from "../../../electron/packaging/update-files.ts";

const FEED = "https://updates.example/rea2seg";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-update-files-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the update feed", () => {
  it("is none unless an https address was named", () => {
    expect(readFeed({})).toBeNull();
    expect(readFeed({ REA2SEG_UPDATE_FEED: FEED })).toBe(FEED);
    for (const feed of ["http://updates.example/", "updates"]) {
      expect(() => readFeed({ REA2SEG_UPDATE_FEED: feed })).toThrow(/no https address/);
    }
  });

  it("goes into the app as it reads it, and as electron-updater does", () => {
    writeUpdateFiles(dir, FEED, 'CN="Ada, Inc", O=x: y');
    expect(readBuiltFeed(dir, "win32", {})).toBe(FEED);
    expect(readFileSync(join(dir, "app-update.yml"), "utf8").split("\n")).toEqual([
      'provider: "generic"',
      `url: "${FEED}"`,
      'updaterCacheDirName: "rea2seg-studio-updater"',
      'publisherName: "CN=\\"Ada, Inc\\", O=x: y"',
      "",
    ]);
  });

  it("of an app that was packaged earlier has to be the one that is configured now", () => {
    assertSameFeed(dir, null);
    expect(() => assertSameFeed(dir, FEED)).toThrow(/no update feed.*--from-package/);
    writeUpdateFiles(dir, FEED, null);
    assertSameFeed(dir, FEED);
    expect(() => assertSameFeed(dir, null)).toThrow(/not set/);
    expect(() => assertSameFeed(dir, `${FEED}2`)).toThrow(/rea2seg2/);
  });
});

describe("files for updaters", () => {
  it("are released with a feed, and none without", () => {
    for (const name of ["a-1.exe", "a-1.exe.blockmap", "latest.yml", "builder-debug.yml", "other.log"])
      writeFileSync(join(dir, name), "");
    const made = ["a-1.exe", "a-1.exe.blockmap", "builder-effective-config.yaml"].map((name) => join(dir, name));
    const names = (feed: string | null) => releasedOf(made, dir, feed).map((file) => basename(file));
    expect(names(FEED)).toEqual(["a-1.exe", "a-1.exe.blockmap", "latest.yml"]);
    expect(names(null)).toEqual(["a-1.exe"]);
  });

  it("of another version, or of a build that had a feed, do not stay in the release", () => {
    const fill = () => {
      writeFileSync(join(dir, "latest-linux.yml"), "version: 1.0.0\nfiles: []\n");
      writeFileSync(join(dir, "latest.yml"), "version: 0.9.0\nfiles: []\n");
      writeFileSync(join(dir, "a-1.0.0.exe.blockmap"), "");
      writeFileSync(join(dir, "a-1.0.0.exe"), "");
    };
    fill();
    dropStaleUpdateInfo(dir, "1.0.0", FEED);
    expect(readdirSync(dir).sort()).toEqual(["a-1.0.0.exe", "a-1.0.0.exe.blockmap", "latest-linux.yml"]);
    fill();
    dropStaleUpdateInfo(dir, "1.0.0", null);
    expect(readdirSync(dir)).toEqual(["a-1.0.0.exe"]);
  });
});
