import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { describe, expect, it } from "vitest";
import { openProject, rebuildProjection, verifyProject } from "#electron/store";
import {
  ada,
  bob,
  candidate,
  later,
  probe,
  projectWith,
  rowMask,
  runResult,
  scratchFolder,
  stateWith,
  writeImage,
} from "./fixtures.ts";

/** A closed project of two authors with runs, edits, undo, redo and ground truth. */
async function workedProject(): Promise<string> {
  const { dir, store, images } = await projectWith(2);
  const imagePath = images[0] as string;
  await store.addSamples([{ imagePath, question: "Truth?", id: "s3", groundTruth: rowMask(9) }], {
    copy: false,
    probe,
  });
  store.recordRun("s1", runResult([candidate("c1", 1, { score: 0.5 }), candidate("c2", 2, { rank: 2 })], "pack"));
  store.commit("s1", stateWith({ chosenCandidateId: "c1", mask: rowMask(1) }), "choose");
  store.commit("s1", stateWith({ mask: rowMask(4), verdict: { decision: "fixed", comment: "edge" } }), "fix");
  store.undo("s1");
  store.redo("s1");
  store.close();
  const other = openProject(dir, bob);
  other.commit("s2", stateWith({ verdict: { decision: "rejected", comment: "" } }), "reject");
  other.close();
  expect(verifyProject(dir)).toMatchObject({ ok: true, database: "ok", projection: [], events: 9 });
  return dir;
}

/** Changes the database behind the store's back, as somebody with a database tool could. */
function tamper(dir: string, sql: string): void {
  const db = new DatabaseSync(join(dir, "project.sqlite"), { enableForeignKeyConstraints: false });
  for (const trigger of ["event_is_never_changed", "event_is_never_deleted", "mask_is_never_changed"]) {
    db.exec(`DROP TRIGGER ${trigger}`);
  }
  db.exec("DROP TRIGGER document_is_never_changed");
  db.exec(sql);
  db.close();
}

function problemOf(dir: string, author: string): string | null | undefined {
  const report = verifyProject(dir);
  expect(report.ok).toBe(false);
  return report.chains.find((chain) => chain.author === author)?.problem;
}

describe("the event log", () => {
  it("cannot be changed or shortened by accident", async () => {
    const dir = await workedProject();
    const db = new DatabaseSync(join(dir, "project.sqlite"));
    later(() => db.close());
    expect(() => db.exec("UPDATE event SET author = 'eve'")).toThrow(/append-only/);
    expect(() => db.exec("DELETE FROM event")).toThrow(/append-only/);
    expect(() => db.exec("UPDATE mask SET counts = ''")).toThrow(/by their content/);
    expect(() => db.exec("UPDATE document SET body = ''")).toThrow(/by their content/);
  });

  it.each([
    [
      "a changed payload",
      `UPDATE event SET payload = replace(payload, 'edge', 'fine') WHERE seq = 6 AND author = 'ada'`,
      /^Event 6 \(edit\.committed, [0-9a-f]{12}\) was altered/,
    ],
    [
      "a changed time",
      "UPDATE event SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 2 AND author = 'ada'",
      /^Event 2 .*altered/,
    ],
    ["a deleted event", "DELETE FROM event WHERE seq = 5 AND author = 'ada'", /^Event 5 is missing/],
    ["a deleted last event", "DELETE FROM event WHERE seq = 8 AND author = 'ada'", /^Event 8 is missing/],
    [
      "two events that changed places",
      "UPDATE event SET seq = -1 WHERE seq = 7; UPDATE event SET seq = 7 WHERE seq = 8; UPDATE event SET seq = 8 WHERE seq = -1",
      /^Event 7 \(edit\.redone, [0-9a-f]{12}\) was altered/,
    ],
    [
      "an exchanged mask of an edit",
      "UPDATE mask SET counts = (SELECT counts FROM mask m JOIN sample ON ground_truth = m.hash) WHERE hash = (SELECT mask_hash FROM edit WHERE sample_id = 's1' AND position = 2)",
      /^Event 6 \(edit\.committed, [0-9a-f]{12}\): its mask [0-9a-f]{12} was altered/,
    ],
    [
      "an exchanged ground truth",
      "UPDATE mask SET counts = '' WHERE hash = (SELECT ground_truth FROM sample WHERE id = 's3')",
      /^Event 3 \(samples\.imported, [0-9a-f]{12}\): its mask [0-9a-f]{12} was altered/,
    ],
    [
      "a candidate's mask that is gone",
      "DELETE FROM mask WHERE hash = (SELECT mask_hash FROM candidate WHERE id = 'c2')",
      /^Event 4 \(run\.recorded, [0-9a-f]{12}\): its mask [0-9a-f]{12} is missing/,
    ],
    [
      "a changed result",
      "UPDATE document SET body = replace(body, '0.5', '0.6')",
      /^Event 4 .*: its result [0-9a-f]{12} was altered/,
    ],
  ])("shows %s, naming the event", async (_, sql, problem) => {
    const dir = await workedProject();
    tamper(dir, sql);
    expect(problemOf(dir, "ada")).toMatch(problem);
    expect(verifyProject(dir).chains.find((chain) => chain.author === "bob")).toMatchObject({ ok: true, events: 1 });
  });

  it("shows a whole chain that is gone", async () => {
    const dir = await workedProject();
    tamper(dir, "DELETE FROM event WHERE author = 'bob'");
    expect(problemOf(dir, "bob")).toMatch(/^Event 1 is missing/);
  });
});

describe("what an import brought", () => {
  /** Event 2 brings `full`, event 3 another model's mask of it, event 4 the question of `blank`. */
  async function importedProject(): Promise<string> {
    const { dir, store } = await projectWith(0);
    const imagePath = writeImage(scratchFolder(), "a.png");
    await store.beginImport({ copy: false, probe }).add([
      {
        imagePath,
        id: "full",
        question: "Which?",
        groundTruth: rowMask(1),
        ignore: rowMask(2),
        kind: ["a"],
        split: "val",
        details: { answer: "cup" },
      },
      { imagePath, id: "blank", question: "" },
    ]);
    store.addForeignMasks("M", [{ sampleId: "full", rle: rowMask(3) }]);
    store.writeQuestion("blank", "Where?");
    store.close();
    expect(verifyProject(dir)).toMatchObject({ ok: true, projection: [] });
    return dir;
  }

  const maskOf = (column: string, table: string) =>
    `hash = (SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL)`;

  it.each([
    ["ground truth", maskOf("ground_truth", "sample"), /samples\.imported, .*its mask/],
    ["ignore region", maskOf("ignore_mask", "sample"), /samples\.imported, .*its mask/],
    ["another model's mask", maskOf("mask_hash", "candidate"), /candidates\.imported, .*its mask/],
  ])("is covered by the log: %s", async (_, where, problem) => {
    const dir = await importedProject();
    tamper(dir, `UPDATE mask SET counts = 'P6' WHERE ${where}`);
    expect(problemOf(dir, "ada")).toMatch(problem);
  });

  it("is covered by the log: details", async () => {
    const dir = await importedProject();
    tamper(dir, "UPDATE document SET body = replace(body, 'cup', 'mug')");
    expect(problemOf(dir, "ada")).toMatch(/samples\.imported, .*its details [0-9a-f]{12} was altered/);
    const gone = await importedProject();
    tamper(gone, "DELETE FROM document");
    expect(problemOf(gone, "ada")).toMatch(/its details [0-9a-f]{12} is missing/);
  });

  it.each([
    ["kind", `UPDATE sample SET kind = '["b"]' WHERE id = 'full'`],
    ["split", "UPDATE sample SET split = 'train' WHERE id = 'full'"],
    ["ignore_mask", "UPDATE sample SET ignore_mask = NULL WHERE id = 'full'"],
    ["details", "UPDATE sample SET details = NULL WHERE id = 'full'"],
    ["question", "UPDATE sample SET question = 'Whither?' WHERE id = 'blank'"],
    ["status", "UPDATE sample SET status = 'needs-question' WHERE id = 'blank'"],
    ["model", "UPDATE candidate SET model = 'N'"],
    ["missing", "DELETE FROM candidate"],
  ])("is built again from the log: %s", async (column, sql) => {
    const dir = await importedProject();
    tamper(dir, sql);
    expect(verifyProject(dir).projection.join()).toContain(column);
    expect(rebuildProjection(dir)).toMatchObject({ ok: true, projection: [] });
  });
});

describe("tables that differ from the log", () => {
  it.each([
    [
      "a status",
      "UPDATE sample SET status = 'accepted' WHERE id = 's2'",
      /sample s2: status is "accepted", the log says "rejected"/,
    ],
    ["a question", "UPDATE sample SET question = 'Other?' WHERE id = 's2'", /sample s2: question is "Other\?"/],
    [
      "a row too many",
      "INSERT INTO verdict VALUES ('s3', 'eve', 'accepted', '', NULL, '')",
      /verdict s3 is not in the log/,
    ],
    ["a row too few", "DELETE FROM edit WHERE sample_id = 's1' AND position = 1", /edit s1 1 is missing/],
    ["a score", "UPDATE score SET value = 0.9", /score .* c1 pack: value is 0.9, the log says 0.5/],
    ["a human mask", "DELETE FROM candidate WHERE source = 'human'", /candidate s1 - human-[0-9a-f]{12} is missing/],
    ["an image's path", "UPDATE image SET path = '/elsewhere.png'", /image [0-9a-f]{64}: path is "\/elsewhere\.png"/],
  ])("are told: %s; and built again from it", async (_, sql, difference) => {
    const dir = await workedProject();
    tamper(dir, sql);
    const report = verifyProject(dir);
    expect(report.ok).toBe(false);
    expect(report.chains.every((chain) => chain.ok)).toBe(true);
    expect(report.projection.join("\n")).toMatch(difference);

    expect(rebuildProjection(dir)).toMatchObject({ ok: true, projection: [] });
    const again = openProject(dir, ada);
    later(() => again.close());
    expect(again.sample("s1")).toMatchObject({ status: "fixed", undoDepth: 2 });
    expect(again.commit("s2", stateWith({ mask: rowMask(2) }), "t").undoDepth).toBe(2);
    expect(again.verify().ok).toBe(true);
  });
});
