import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProject, rebuildProjection, restoreBackup, verifyProject } from "#electron/store";
import { Database, makeDurable } from "../../../electron/store/database.ts";
import { migrate } from "../../../electron/store/migrate.ts";
import { migrations } from "../../../electron/store/migrations/index.ts";
import { bundleChild, lineFrom, startChild } from "./child-process.ts";
import { ada, later, rowMask, scratchFolder, stateWith } from "./fixtures.ts";
import { versionOneProject } from "./version-1/project.ts";

function versionOf(file: string): number {
  const db = new DatabaseSync(file);
  const version = Number(Object.values(db.prepare("PRAGMA user_version").get() as Record<string, number>)[0]);
  db.close();
  return version;
}

function rowsOf(file: string, table: string): unknown[] {
  const db = new DatabaseSync(file);
  const rows = db.prepare(`SELECT * FROM ${table}`).all();
  db.close();
  return rows;
}

/** Texts with NUL or lone surrogates are left out: version 1 had lost parts of them. */
const plainSamples = ["s1", "s2", "todo"];

describe("a project of the database's first version", () => {
  it("is brought up to date with everything that was in it", () => {
    const dir = versionOneProject(scratchFolder());
    const file = join(dir, "project.sqlite");
    const log = rowsOf(file, "event");
    const masks = rowsOf(file, "mask");
    const store = openProject(dir, ada);
    later(() => store.close());
    expect(versionOf(file)).toBe(migrations.length);
    expect(store.title).toBe("From version 1");
    expect(store.verify()).toMatchObject({ ok: true, database: "ok", projection: [], events: 10 });
    expect(rowsOf(file, "event")).toEqual(log);
    expect(rowsOf(file, "mask")).toEqual(masks);
    expect(store.samples({ offset: 0, limit: 9 }).items.map((s) => [s.id, s.ordinal, s.status])).toEqual([
      ["s1", 0, "fixed"],
      ["s2", 1, "rejected"],
      ["nul", 2, "fixed"],
      ["surrogate", 3, "started"],
      ["todo", 4, "todo"],
    ]);
    const detail = store.sample("s1");
    expect(detail).toMatchObject({ category: "plain", groundTruth: rowMask(9), kind: [], split: "", ignore: null });
    expect(detail).toMatchObject({ undoDepth: 2, state: { mask: rowMask(4), verdict: { comment: "edge" } } });
    expect(detail.candidates.map((c) => [c.id.slice(0, 5), c.score, c.rank])).toEqual([
      ["c1", 0.75, 1],
      ["c2", 0.5, 2],
      ["human", null, 3],
    ]);
    expect(detail.run).toMatchObject({ pack: "mobilesam 1.0.0", evaluator: "pack" });
    expect(store.jobs()).toMatchObject([{ id: "j1", state: "done" }]);
  });

  it("needs no replay of its log for that: every row is carried over and refers to what it did", () => {
    const file = join(versionOneProject(scratchFolder()), "project.sqlite");
    const tables = ["sample", "image", "run", "candidate", "score", "edit", "verdict", "job", "chain", "document"];
    const before = tables.map((table) => rowsOf(file, table));
    const db = new Database(file);
    later(() => db.close());
    makeDurable(db);
    migrate(db);
    for (const [i, table] of tables.entries()) {
      const after = rowsOf(file, table);
      expect(after).toHaveLength(before[i]?.length ?? -1);
      for (const [n, row] of (before[i] ?? []).entries()) expect(after[n]).toMatchObject({ ...(row as object) });
    }
    expect(db.all("PRAGMA foreign_key_check")).toEqual([]);
    expect(db.value("PRAGMA foreign_keys")).toBe(1);
    const kept = db.all("SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'sample^_%' ESCAPE '^'");
    const asked = ["category", "disagreement", "image", "open", "score", "split", "stale", "status"];
    expect(kept.map((row) => row.name).sort()).toEqual(asked.map((name) => `sample_${name}`));
  });

  it("is worked on and answers to foreign keys as any other", () => {
    const dir = versionOneProject(scratchFolder());
    const store = openProject(dir, ada);
    later(() => store.close());
    store.addForeignMasks("M", [{ sampleId: "s1", rle: rowMask(7) }]);
    expect(store.undo("s1")).toMatchObject({ undoDepth: 1, state: { mask: rowMask(1) } });
    expect(store.commit("todo", stateWith({ mask: rowMask(2) }), "t").status).toBe("started");
    expect(store.nextOpen(3)?.id).toBe("todo");
    expect(store.verify()).toMatchObject({ ok: true, projection: [] });
    store.close();
    const db = new DatabaseSync(join(dir, "project.sqlite"), { enableForeignKeyConstraints: true });
    later(() => db.close());
    expect(() => db.exec("DELETE FROM sample WHERE id = 's1'")).toThrow(/FOREIGN KEY/);
    expect(() => db.exec("UPDATE sample SET status = 'other'")).toThrow(/CHECK/);
    expect(() => db.exec("UPDATE sample SET ignore_mask = 'gone'")).toThrow(/FOREIGN KEY/);
  });

  it("gets back from its log the texts that version 1's tables had cut or lost", () => {
    const dir = versionOneProject(scratchFolder());
    const store = openProject(dir, ada);
    later(() => store.close());
    expect(store.sample("nul")).toMatchObject({ question: "cut\0short", state: { verdict: { comment: "c\0d" } } });
    expect(store.sample("surrogate").question).toBe("half \ud83d of a pair");
    expect(store.samples({ offset: 0, limit: 9, search: "short" }).items.map((s) => s.id)).toEqual(["nul"]);
    store.commit("surrogate", stateWith({ mask: rowMask(2) }), "t");
    expect(store.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("is verified as it lies, before it is opened, but for the texts that its tables had lost", () => {
    const dir = versionOneProject(scratchFolder());
    const report = verifyProject(dir);
    expect(report.chains.every((chain) => chain.ok)).toBe(true);
    expect(report.projection.length).toBeGreaterThan(0);
    for (const difference of report.projection) expect(difference).toMatch(/(nul|surrogate).*(question|comment) is/);
    for (const id of plainSamples) expect(report.projection.join()).not.toContain(` ${id}:`);
  });

  it("has a backup from before, which restores and is brought up to date in its turn", () => {
    const dir = versionOneProject(scratchFolder());
    openProject(dir, ada).close();
    const backups = readdirSync(join(dir, "backups")).map((name) => join(dir, "backups", name));
    const old = backups.filter((file) => versionOf(file) === 1);
    expect(old).toHaveLength(1);
    restoreBackup(dir, basename(old[0] as string));
    expect(versionOf(join(dir, "project.sqlite"))).toBe(1);
    const again = openProject(dir, ada);
    later(() => again.close());
    expect(again.sample("s1").state.mask).toEqual(rowMask(4));
    expect(again.verify().ok).toBe(true);
  });

  it("is brought up to date before its tables are built anew", () => {
    const dir = versionOneProject(scratchFolder(), "UPDATE sample SET status = 'accepted' WHERE id = 's2'");
    expect(verifyProject(dir).ok).toBe(false);
    expect(rebuildProjection(dir)).toMatchObject({ ok: true, projection: [] });
    expect(versionOf(join(dir, "project.sqlite"))).toBe(migrations.length);
  });
});

describe("a process that is killed while it brings a project up to date", () => {
  let folder = "";
  let file = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "rea2seg-child-"));
    file = await bundleChild(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([2, 3])("leaves the version before %i whole", async (version) => {
    const dir = versionOneProject(scratchFolder());
    const project = join(dir, "project.sqlite");
    const events = rowsOf(project, "event");
    const child = startChild(file, dir, `migrate-${version}`);
    await lineFrom(child, (line) => line === "half way");
    child.process.kill("SIGKILL");
    await child.ended;
    expect(versionOf(project)).toBe(version - 1);
    expect(rowsOf(project, "event")).toEqual(events);
    const store = openProject(dir, ada);
    later(() => store.close());
    expect(store.verify()).toMatchObject({ ok: true, projection: [] });
    expect(store.sample("s1")).toMatchObject({ undoDepth: 2, state: { mask: rowMask(4) } });
  });
});
