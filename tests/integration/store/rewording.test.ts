import { cpSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { describe, expect, it } from "vitest";
import type { Verdict } from "#core/samples";
import { openProject, rebuildProjection, verifyProject } from "#electron/store";
import {
  ada,
  bob,
  candidate,
  later,
  probe,
  projectWith,
  reopen,
  rowMask,
  runResult,
  scratchFolder,
  stateWith,
} from "./fixtures.ts";

const accepted: Verdict = { decision: "accepted", comment: "fine" };
const judged = stateWith({ mask: rowMask(1), verdict: accepted });

describe("a question that is changed", () => {
  it("leaves its verdict behind as stale and the sample open, with its mask, also after a restart", async () => {
    const { dir, store } = await projectWith(2);
    store.commit("s1", judged, "accept");
    expect(store.editQuestion("s1", "Which other one?", 0)).toMatchObject({ status: "started", stale: true });
    const again = reopen(dir, store);
    expect(again.sample("s1")).toMatchObject({
      question: "Which other one?",
      questionVersion: 1,
      status: "started",
      stale: true,
      state: { mask: rowMask(1), verdict: null },
      staleness: { verdict: { ...accepted, author: "ada", questionVersion: 0 }, run: false },
    });
    expect(again.counts()).toMatchObject({ accepted: 0, started: 1, todo: 1 });
    expect(again.nextOpen(-1)?.id).toBe("s1");
    expect(again.sample("s2").stale).toBe(false);
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("is stale until it is judged again, the same verdict included, and again when that is undone", async () => {
    const { store } = await projectWith(1);
    store.commit("s1", judged, "accept");
    store.editQuestion("s1", "Which other one?", 0);
    expect(store.commit("s1", stateWith({ mask: rowMask(2) }), "choose")).toMatchObject({ stale: true });
    store.undo("s1");
    expect(store.commit("s1", judged, "accept")).toMatchObject({ status: "accepted", stale: false, undoDepth: 2 });
    expect(store.undo("s1")).toMatchObject({ status: "started", stale: true, state: { verdict: null } });
    expect(store.redo("s1")).toMatchObject({ status: "accepted", stale: false });
    expect(store.history("s1").verdicts.map(({ questionVersion }) => questionVersion)).toEqual([0, 1]);
    expect(store.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("has stale candidates and scores until it is run again; a run that asked the old wording does not count", async () => {
    const { store } = await projectWith(1);
    const asked = (question: string) => ({ ...runResult([candidate("c1", 1, { score: 0.5 })]), question });
    store.recordRun("s1", asked("Question 1?"));
    expect(store.editQuestion("s1", "Which other one?", 0)).toMatchObject({ status: "todo", stale: true });
    expect(store.sample("s1").staleness).toEqual({ verdict: null, run: true });
    store.recordRun("s1", asked("Question 1?"));
    expect(store.sample("s1").stale).toBe(true);
    store.recordRun("s1", asked("Which other one?"));
    expect(store.sample("s1")).toMatchObject({ stale: false, staleness: null });
    expect(store.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("has nothing stale where nothing was said of it yet", async () => {
    const { store } = await projectWith(1);
    expect(store.editQuestion("s1", "Which other one?", 0)).toMatchObject({ status: "todo", stale: false });
  });

  it("keeps every wording with who and when, and takes its verdict again with its wording", async () => {
    const { dir, store } = await projectWith(1);
    store.commit("s1", judged, "accept");
    const other = reopen(dir, store, bob);
    other.editQuestion("s1", "  Which\u202e other\0 one? ", 0);
    expect(other.editQuestion("s1", "Question 1?", 1)).toMatchObject({ status: "accepted", stale: false });
    const { questions, verdicts } = other.history("s1");
    const at = expect.stringMatching(/^\d{4}-/);
    expect(questions).toEqual([
      { version: 0, question: "Question 1?", author: null, at: null },
      { version: 1, question: "  Which\u202e other\0 one? ", author: "bob", at },
      { version: 2, question: "Question 1?", author: "bob", at },
    ]);
    expect(verdicts).toEqual([{ ...accepted, author: "ada", at, questionVersion: 0 }]);
    expect(other.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("is refused where it is blank or was changed since it was read, and is no event where it stays the same", async () => {
    const { store } = await projectWith(1);
    const { events } = store.verify();
    const code = (value: string) => expect.objectContaining({ code: value, cure: expect.any(String) });
    expect(() => store.editQuestion("s1", " \n", 0)).toThrow(code("bad-input"));
    expect(() => store.editQuestion("nobody", "Who?", 0)).toThrow(code("not-found"));
    expect(() => store.editQuestion("s1", "Who?", 1)).toThrow(code("conflict"));
    store.editQuestion("s1", "Question 1?", 0);
    expect(store.verify().events).toBe(events);
  });

  it("is proved by its program only as long as it is worded as it came", async () => {
    const { store, images } = await projectWith(1);
    const sample = { imagePath: images[0] as string, id: "g", question: "Which?", details: { own: { program: [1] } } };
    await store.addSamples([sample], { copy: false, probe });
    store.editQuestion("g", "Which one?", 0);
    expect(store.sample("g").isProved).toBe(false);
    store.editQuestion("g", "Which?", 1);
    expect(store.sample("g").isProved).toBe(true);
  });

  it("keeps the verdict that was undone in the history", async () => {
    const { store } = await projectWith(1);
    store.commit("s1", judged, "accept");
    store.undo("s1");
    store.commit("s1", stateWith({ verdict: { decision: "rejected", comment: "" } }), "reject");
    expect(store.history("s1").verdicts.map(({ decision }) => decision)).toEqual(["accepted", "rejected"]);
  });
});

describe("a log without the new kinds of events", () => {
  it("has its verdicts in the history, and the questions that were written", async () => {
    const { dir, store, images } = await projectWith(1);
    await store.addSamples([{ imagePath: images[0] as string, id: "m", question: "" }], { copy: false, probe });
    store.commit("m", stateWith({ mask: rowMask(3) }), "draw");
    store.writeQuestion("m", "What?");
    store.commit("m", judged, "accept");
    store.close();
    backToVersionTwo(join(dir, "project.sqlite"));
    const again = openProject(dir, ada);
    later(() => again.close());
    expect(again.history("m").verdicts).toMatchObject([{ ...accepted, questionVersion: 1 }]);
    expect(again.history("m").questions.map(({ question, author }) => [question, author])).toEqual([
      ["", null],
      ["What?", "ada"],
    ]);
    expect(again.sample("m")).toMatchObject({ status: "accepted", stale: false });
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });
});

const ADDED = [
  "batch_sample",
  "batch",
  "review_rule",
  "pointing",
  "reading_edit",
  "reading",
  "reading_outcome",
  "assignment",
];

/** Takes away what the migrations from 3 on added, as far as it can be seen. */
function backToVersionTwo(file: string): void {
  const db = new DatabaseSync(file);
  for (const index of ["category", "split", "score", "disagreement", "stale"]) db.exec(`DROP INDEX sample_${index}`);
  db.exec("DROP INDEX verdict_author");
  for (const table of [...ADDED, "question", "judgement", "sample_kind", "view"]) db.exec(`DROP TABLE ${table}`);
  for (const [table, column] of [
    ["edit", "points"],
    ["edit", "question_version"],
    ["run", "question_version"],
    ["sample", "question_version"],
    ["sample", "stale"],
    ["sample", "top_score"],
    ["sample", "disagreement"],
    ["edit", "ignore_hash"],
    ["sample", "proposal"],
    ["sample", "proposal_candidate"],
    ["candidate", "author"],
  ]) {
    db.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
  db.exec("PRAGMA user_version = 2");
  db.close();
}

/** Copies one author's chain, with the masks that it names, from one project into another. */
function merge(from: string, into: string, author: string): void {
  const db = new DatabaseSync(join(into, "project.sqlite"), { enableForeignKeyConstraints: false });
  db.exec(`ATTACH '${join(from, "project.sqlite")}' AS other`);
  db.exec("INSERT OR IGNORE INTO mask SELECT * FROM other.mask");
  db.exec(
    `INSERT INTO event SELECT * FROM other.event WHERE author = '${author}' AND hash NOT IN (SELECT hash FROM event)`,
  );
  db.exec(`INSERT OR REPLACE INTO chain SELECT * FROM other.chain WHERE author = '${author}'`);
  db.close();
}

describe("a question that one person changed while another judged the old wording", () => {
  it.each([1, 2, 3, 4])(
    "is stale with the verdict in its history, whatever is merged into what (%i)",
    async (round) => {
      const project = await projectWith(1);
      project.store.close();
      const [hers, his] = [scratchFolder(), scratchFolder()];
      for (const dir of [hers, his]) cpSync(project.dir, dir, { recursive: true });
      const adas = openProject(hers, ada);
      adas.editQuestion("s1", `Which one, ${round}?`, 0);
      adas.close();
      const bobs = openProject(his, bob);
      bobs.commit("s1", judged, "accept");
      bobs.close();
      merge(his, hers, "bob");
      merge(hers, his, "ada");
      const seen = [hers, his].map((dir) => {
        expect(rebuildProjection(dir)).toMatchObject({ ok: true, projection: [] });
        expect(verifyProject(dir).ok).toBe(true);
        const store = openProject(dir, ada);
        const { stale, status, question, state } = store.sample("s1");
        const { verdicts } = store.history("s1");
        store.close();
        return { stale, status, question, mask: state.mask, verdict: state.verdict, verdicts };
      });
      expect(seen[0]).toMatchObject({
        stale: true,
        status: "started",
        verdict: null,
        question: `Which one, ${round}?`,
      });
      expect(seen[0]?.verdicts).toMatchObject([{ author: "bob", questionVersion: 0 }]);
      expect(seen[1]).toEqual(seen[0]);
    },
  );
});
