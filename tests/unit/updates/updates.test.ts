import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readFeed, startUpdates, type Updater } from "#electron/updates";

let dir: string;
beforeEach(() => {
  vi.useFakeTimers();
  dir = mkdtempSync(join(tmpdir(), "rea2seg-updates-"));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

const log = () => ({ info: vi.fn(), warn: vi.fn(), error: vi.fn() });

function fakeUpdater() {
  return {
    ...{ autoDownload: false, autoInstallOnAppQuit: false, allowPrerelease: true, logger: null },
    setFeedURL: vi.fn(),
    checkForUpdates: vi.fn(async () => null),
  } satisfies Updater;
}

describe("updates without a feed", () => {
  it("load nothing and ask nobody, not even when asked to look", async () => {
    const load = vi.fn();
    const updates = startUpdates({ feed: null, load, log: log() });
    await updates.check();
    await vi.advanceTimersByTimeAsync(10 * 24 * 60 * 60 * 1000);
    expect(updates.configured).toBe(false);
    expect(load).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("are what an app has whose feed is missing, broken or no https address", () => {
    const file = join(dir, "update-feed.json");
    expect(readFeed(dir, "win32", {})).toBeNull();
    for (const text of ["{", "{}", '{"url":"http://updates.example/"}', '{"url":"file:///etc"}']) {
      writeFileSync(file, text);
      expect(readFeed(dir, "win32", {})).toBeNull();
    }
    writeFileSync(file, '{"url":"https://updates.example/rea2seg"}');
    expect(readFeed(dir, "win32", {})).toBe("https://updates.example/rea2seg");
  });

  it("are what a deb, an rpm and a zip of Linux have, which could not replace themselves", () => {
    writeFileSync(join(dir, "update-feed.json"), '{"url":"https://updates.example/rea2seg"}');
    expect(readFeed(dir, "linux", {})).toBeNull();
    expect(readFeed(dir, "linux", { APPIMAGE: "/home/ada/rea2seg.AppImage" })).toBe("https://updates.example/rea2seg");
    expect(readFeed(dir, "darwin", {})).toBe("https://updates.example/rea2seg");
  });
});

describe("updates with a feed", () => {
  it("look at once and once a day, in the feed alone", async () => {
    const updater = fakeUpdater();
    const updates = startUpdates({ feed: "https://updates.example/", load: async () => updater, log: log() });
    await vi.advanceTimersByTimeAsync(0);
    expect(updater.setFeedURL).toHaveBeenCalledWith({ provider: "generic", url: "https://updates.example/" });
    expect(updater).toMatchObject({ autoDownload: true, autoInstallOnAppQuit: true, allowPrerelease: false });
    await vi.advanceTimersByTimeAsync(24 * 60 * 60 * 1000);
    expect(updater.checkForUpdates).toHaveBeenCalledTimes(2);
    updates.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("note a failure in the log and nowhere else", async () => {
    const notes = log();
    const load = () => Promise.reject(new Error("offline"));
    const updates = startUpdates({ feed: "https://updates.example/", load, log: notes });
    await updates.check();
    expect(notes.warn).toHaveBeenCalledWith(expect.stringContaining("offline"));
    updates.stop();
  });
});
