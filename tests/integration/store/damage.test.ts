import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DatabaseSync } from "@photostructure/sqlite";
import { describe, expect, it, vi } from "vitest";
import type { ErrorReport } from "#core/errors";
import { createProject, isProject, listBackups, openProject, restoreBackup, verifyProject } from "#electron/store";
import { backupClock } from "../../../electron/store/backups.ts";
import { ada, later, probe, projectWith, rowMask, scratchFolder, stateWith } from "./fixtures.ts";

function code(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  return null;
}

/** Overwrites the inside of the database file, leaving its header alone. */
function scramble(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096, Math.min(bytes.length, 40_000));
  writeFileSync(file, bytes);
}

describe("a damaged project", () => {
  it.each([
    ["scrambled pages", scramble],
    [
      "no database at all",
      (file: string) => writeFileSync(file, "this is a text file, and a long one at that\n".repeat(200)),
    ],
    ["an empty file", (file: string) => truncateSync(file)],
    ["no file", (file: string) => rmSync(file)],
  ])("with %s is refused, and comes back from the newest backup that the message names", async (_, damage) => {
    const { dir, store } = await projectWith(1);
    store.commit("s1", stateWith({ mask: rowMask(1) }), "t");
    const backup = basename(store.backup().file);
    store.close();
    const file = join(dir, "project.sqlite");
    damage(file);
    const wasThere = existsSync(file);
    expect(code(() => openProject(dir, ada))).toMatchObject({
      code: "project-damaged",
      where: expect.stringContaining(dir),
      cure: expect.stringContaining(backup),
    });
    // Verifying never calls it sound: it refuses, or reports what it found.
    const verdict = code(() => expect(verifyProject(dir).ok).toBe(false));
    if (verdict !== null)
      expect(verdict).toMatchObject({ code: "project-damaged", cure: expect.stringContaining(backup) });

    const { kept } = restoreBackup(dir, backup);
    expect(kept !== null && existsSync(kept)).toBe(wasThere);
    const again = openProject(dir, ada);
    later(() => again.close());
    expect(again.sample("s1").state.mask).toEqual(rowMask(1));
    expect(again.verify().ok).toBe(true);
  });

  it("restored in the process that had it open keeps its new edits when old handles are collected", async () => {
    const { dir, store } = await projectWith(1);
    const { file } = store.backup();
    store.commit("s1", stateWith({ mask: rowMask(1) }), "t");
    // Another reader keeps SQLite from folding the write-ahead log in; then the file is damaged under it.
    const reader = new DatabaseSync(join(dir, "project.sqlite"));
    reader.exec("BEGIN; SELECT count(*) FROM event");
    store.close();
    reader.close();
    scramble(join(dir, "project.sqlite"));
    expect(code(() => openProject(dir, ada))).toMatchObject({ code: "project-damaged" });
    restoreBackup(dir, basename(file));
    const again = openProject(dir, ada);
    again.commit("s1", stateWith({ mask: rowMask(2) }), "t");
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    await setImmediate();
    again.commit("s1", stateWith({ mask: rowMask(3) }), "t");
    // Another process would see exactly what is on the disk; a fresh connection does as well.
    expect(verifyProject(dir)).toMatchObject({ ok: true, events: again.verify().events });
    again.close();
    expect(verifyProject(dir)).toMatchObject({ ok: true, events: 4 });
  });

  it("is told apart from a folder that is none, is missing, or holds somebody else's database", () => {
    const dir = scratchFolder();
    expect(isProject(dir)).toBe(false);
    expect(code(() => openProject(dir, ada))).toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(/no Rea2Seg project/),
    });
    expect(code(() => openProject(join(dir, "gone"), ada))).toMatchObject({ code: "not-found" });
    expect(code(() => verifyProject(dir))).toMatchObject({ code: "bad-input" });
    const other = new DatabaseSync(join(dir, "project.sqlite"));
    other.exec("CREATE TABLE t (x)");
    other.close();
    expect(code(() => openProject(dir, ada))).toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(/SQLite database/),
    });
  });

  it("is not confused with one of a newer version, which is left untouched", async () => {
    const { dir, store } = await projectWith(1);
    store.close();
    const file = join(dir, "project.sqlite");
    const db = new DatabaseSync(file);
    db.exec("PRAGMA user_version = 99");
    db.close();
    const before = readFileSync(file);
    expect(code(() => openProject(dir, ada))).toMatchObject({
      code: "unsupported",
      message: expect.stringMatching(/newer/),
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("is never made by creating over a project", async () => {
    const { dir, store } = await projectWith(1);
    store.close();
    expect(code(() => createProject(dir, "Other", ada))).toMatchObject({ code: "conflict" });
    expect(code(() => createProject(join(dir, "new"), "  ", ada))).toMatchObject({ code: "bad-input" });
    expect(openedTitle(dir)).toBe("Test");
  });
});

function openedTitle(dir: string): string {
  const store = openProject(dir, ada);
  store.close();
  return store.title;
}

describe("backups", () => {
  it("refuse to be restored while the project is open or when they are not whole", async () => {
    const { dir, store } = await projectWith(1);
    const { file } = store.backup();
    expect(code(() => restoreBackup(dir, file))).toMatchObject({ code: "project-locked" });
    store.close();
    truncateSync(file, 5000);
    expect(code(() => restoreBackup(dir, file))).toMatchObject({ code: "bad-input", cure: "Choose an older backup." });
    expect(openedTitle(dir)).toBe("Test");
    expect(readdirSync(dir).filter((name) => name.includes("damaged"))).toEqual([]);
  });

  it("are made on closing when the session changed something", async () => {
    const { dir, store } = await projectWith(1);
    store.close();
    rmSync(join(dir, "backups"), { recursive: true });
    let time = Date.parse("2026-03-01T10:00:00.000Z");
    const visit = (minutesLater: number, comment?: string) => {
      time += minutesLater * 60_000;
      const open = openProject(dir, ada, { now: () => new Date(time) });
      if (comment !== undefined) open.commit("s1", stateWith({ verdict: { decision: "fixed", comment } }), "t");
      open.close();
      return listBackups(dir).length;
    };
    expect(visit(0)).toBe(1);
    expect(listBackups(dir)[0]?.at).toBe("2026-03-01T10:00:00.000Z");
    expect(visit(1, "a")).toBe(2);
    expect(visit(1, "b")).toBe(3);
    expect(visit(600)).toBe(3);
  });

  it("are made on opening when the last session never closed and the newest is old", async () => {
    const { dir, store } = await projectWith(1);
    const start = Date.now();
    store.commit("s1", stateWith({ mask: rowMask(1) }), "t");
    // The folder as a kill leaves it.
    const killed = join(scratchFolder(), "killed");
    cpSync(dir, killed, { recursive: true, filter: (file) => !basename(file).startsWith("project.lock") });
    store.close();
    const before = listBackups(killed).length;
    const madeOnOpening = (folder: string, minutes: number) => {
      const open = openProject(folder, ada, { now: () => new Date(start + minutes * 60_000) });
      const made = listBackups(folder).length - before;
      open.close();
      return made;
    };
    const twin = join(scratchFolder(), "twin");
    cpSync(killed, twin, { recursive: true });
    expect(madeOnOpening(killed, 5)).toBe(0);
    expect(madeOnOpening(twin, 60)).toBe(1);
  });

  it("are made every so many events, and their failure is told but stops nobody", async () => {
    const { dir, store } = await projectWith(1);
    store.close();
    const before = listBackups(dir).length;
    const warnings: ErrorReport[] = [];
    let time = Date.now() + 1000;
    const options = {
      backupEvery: 3,
      now: () => new Date(time++),
      onWarning: (w: ErrorReport) => void warnings.push(w),
    };
    const working = openProject(dir, ada, options);
    for (const row of [1, 2, 3]) working.commit("s1", stateWith({ mask: rowMask(row) }), "t");
    expect(working.backups()).toHaveLength(before + 1);
    working.close();

    rmSync(join(dir, "backups"), { recursive: true });
    writeFileSync(join(dir, "backups"), "a file where the folder should be");
    const blocked = openProject(dir, ada, options);
    later(() => blocked.close());
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toMatch(/^No backup could be made/);
    expect(blocked.commit("s1", stateWith({ mask: rowMask(5) }), "t").undoDepth).toBe(4);
  });

  it("wait while only an import goes on until the log has doubled, but never with a person's edit unprotected", async () => {
    const { dir, store, images } = await projectWith(1);
    store.close();
    rmSync(join(dir, "backups"), { recursive: true });
    let time = Date.now();
    // As if no backup took any time: the share of time that they may take is not what this is about.
    const performed = vi.spyOn(performance, "now").mockReturnValue(0);
    later(() => performed.mockRestore());
    const working = openProject(dir, ada, { backupEvery: 3, now: () => new Date(time++) });
    later(() => working.close());
    // The newest backup of each, named by the clock of the log that it holds.
    const clocks = () => working.backups().map(({ file }) => backupClock(file));
    const importing = working.beginImport({ copy: false, probe });
    let n = 0;
    const batches = async (count: number) => {
      for (let i = 0; i < count; i++) {
        await importing.add([{ imagePath: images[0] as string, id: `i${n++}`, question: "Q?" }]);
      }
    };
    expect(clocks()).toEqual([2]);
    await batches(12);
    // Doubled, at least by three: 2 -> 5 -> 10; the next would be 20.
    expect(clocks()).toEqual([10, 5, 2]);
    working.commit("s1", stateWith({ mask: rowMask(1) }), "t");
    expect(clocks()[0]).toBe(15);
    await batches(4);
    expect(clocks()[0]).toBe(15);
    working.commit("s1", stateWith({ mask: rowMask(2) }), "t");
    expect(clocks()[0]).toBe(20);
  });
});
