import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorReport } from "#core/errors";
import type { BatchPlan, RunResult, SampleSelection } from "#core/samples";
import { openProject, type ProjectStore } from "#electron/store";
import { bundleChild, lineFrom, startChild } from "./child-process.ts";
import { ada, candidate, later, probe, projectWith, reopen, rowMask, runResult, stateWith } from "./fixtures.ts";

const plan: BatchPlan = {
  ...{ candidates: "discover", onlyNew: false, automatic: false, pack: null, attention: "grid" },
  ...{ evaluator: "random", groupSize: 5, cot: null, seed: 0 },
};
const all = { kind: "all" } as const;
const problem: ErrorReport = { code: "worker-failed", message: "It died.", where: "s2", cure: "Retry." };

const scored = (score = 0.5): RunResult => runResult([candidate("c1", 1, { score })], "random");
const result = (score?: number) => ({ kind: "result", result: scored(score), failure: null }) as const;
const create = (store: ProjectStore, selection: SampleSelection = all, id = "b1") =>
  store.batches.create({ id, selection, plan });

/** Ids of those that wait, in order. */
function waiting(store: ProjectStore, id = "b1"): string[] {
  const ids: string[] = [];
  for (let next = store.batches.waiting(id, -1); next !== null; next = store.batches.waiting(id, next.place)) {
    ids.push(next.sampleId);
  }
  return ids;
}

describe("a run over a selection", () => {
  it("takes the samples that a filter shows, in the queue's order, and none without a question", async () => {
    const { store, images } = await projectWith(3);
    const imagePath = images[0] as string;
    await store.addSamples([{ imagePath, id: "mute", question: "" }], { copy: false, probe });
    store.recordRun("s2", scored());
    expect(store.batches.count(all, false)).toBe(3);
    expect(store.batches.count(all, true)).toBe(2);
    expect(create(store)).toMatchObject({ state: "queued", total: 3, done: 0, failed: 0, plan, selection: all });
    expect(waiting(store)).toEqual(["s1", "s2", "s3"]);
    create(store, { kind: "filter", filter: { search: "Question 3" } }, "b2");
    expect(waiting(store, "b2")).toEqual(["s3"]);
    create(store, { kind: "samples", ids: ["s3", "s1", "nobody"] }, "b3");
    expect(waiting(store, "b3")).toEqual(["s1", "s3"]);
    store.batches.create({ id: "b4", selection: all, plan: { ...plan, onlyNew: true } });
    expect(waiting(store, "b4")).toEqual(["s1", "s3"]);
    expect(store.batches.list().map(({ id }) => id)).toEqual(expect.arrayContaining(["b1", "b2", "b3", "b4"]));
    expect(() => create(store, { kind: "samples", ids: ["mute"] }, "b5")).toThrow(
      expect.objectContaining({ code: "bad-input", cure: expect.stringContaining("without a question") }),
    );
    expect(() => store.batches.get("b5")).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  it("takes what the present reader's own queue shows, where several people judge each sample", async () => {
    const { dir, store } = await projectWith(3);
    store.close();
    let author = "ada";
    const identity = {
      get author() {
        return author;
      },
      device: "desk",
    };
    const shared = openProject(dir, identity);
    later(() => shared.close());
    shared.judging.changeRules({ readers: 2 });
    shared.commit("s1", stateWith({ mask: rowMask(1), verdict: { decision: "accepted", comment: "" } }), "accept");
    author = "bob";
    shared.commit("s2", stateWith({ mask: rowMask(1), verdict: { decision: "rejected", comment: "" } }), "reject");
    const open: SampleSelection = { kind: "filter", filter: { status: ["todo"] } };
    create(shared, open, "bobs");
    expect(waiting(shared, "bobs")).toEqual(["s1", "s3"]);
    author = "ada";
    expect(shared.batches.count(open, false)).toBe(2);
    create(shared, open, "adas");
    expect(waiting(shared, "adas")).toEqual(["s2", "s3"]);
  });

  it("keeps each result with the note that its sample is finished, and failures with what went wrong", async () => {
    const { dir, store } = await projectWith(3);
    create(store);
    expect(store.batches.settle("b1", "s1", result(0.75))).toMatchObject({ done: 1, failed: 0 });
    expect(store.batches.settle("b1", "s2", { kind: "failed", error: problem })).toMatchObject({ done: 1, failed: 1 });
    store.batches.settle("b1", "s3", { kind: "result", result: scored(), failure: problem });
    expect(waiting(store)).toEqual([]);
    expect(store.sample("s1")).toMatchObject({ run: { batch: "b1", evaluator: "random" } });
    expect(store.samples({ offset: 0, limit: 9 }).items.map(({ top }) => top)).toEqual([
      { score: 0.75, evaluator: "random" },
      undefined,
      { score: 0.5, evaluator: "random" },
    ]);
    const again = reopen(dir, store);
    expect(again.batches.failures("b1", 9)).toEqual([
      { sampleId: "s2", ordinal: 1, question: "Question 2?", error: problem, attempts: 1 },
      { sampleId: "s3", ordinal: 2, question: "Question 3?", error: problem, attempts: 1 },
    ]);
    expect(again.batches.requeue("b1", ["s3"])).toMatchObject({ done: 1, failed: 1 });
    expect(waiting(again)).toEqual(["s3"]);
    expect(again.batches.requeue("b1")).toMatchObject({ done: 1, failed: 0 });
    expect(waiting(again)).toEqual(["s2", "s3"]);
    again.batches.settle("b1", "s2", { kind: "failed", error: problem });
    expect(again.batches.failures("b1", 1)).toMatchObject([{ sampleId: "s2", attempts: 2 }]);
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("notes nothing of a sample whose result the project refuses", async () => {
    const { store } = await projectWith(1);
    create(store);
    const twice = runResult([candidate("c1", 1), candidate("c1", 2)]);
    expect(() => store.batches.settle("b1", "s1", { kind: "result", result: twice, failure: null })).toThrow(/c1/);
    expect(waiting(store)).toEqual(["s1"]);
    expect(store.sample("s1").run).toBeNull();
    expect(store.batches.get("b1").done).toBe(0);
  });

  it("leaves what people did on a sample as it is", async () => {
    const { store } = await projectWith(1);
    create(store);
    const verdict = { decision: "fixed", comment: "by hand" } as const;
    const state = stateWith({ mask: rowMask(4), verdict });
    store.commit("s1", state, "fix");
    store.batches.settle("b1", "s1", result());
    expect(store.sample("s1")).toMatchObject({ state, status: "fixed", undoDepth: 1, stale: false });
    expect(store.undo("s1").status).toBe("todo");
    expect(store.redo("s1").state).toEqual(state);
  });

  it("is paused by an end of the process, with what ended it, and knows when it ended by itself", async () => {
    const { store } = await projectWith(2);
    create(store);
    create(store, all, "b2");
    create(store, all, "b3");
    store.batches.setState("b1", "running");
    expect(store.batches.setState("b3", "finished").ended).not.toBeNull();
    store.batches.pauseInterrupted(problem);
    const states = ["b1", "b2", "b3"].map((id) => store.batches.get(id));
    expect(states.map(({ state }) => state)).toEqual(["paused", "paused", "finished"]);
    expect(states.map((batch) => batch.problem)).toEqual([problem, problem, null]);
    expect(store.batches.setState("b1", "queued")).toMatchObject({ problem: null, ended: null });
  });
});

describe("what every evaluator said of the candidates", () => {
  const two = (first: number, second: number) => [
    candidate("a", 1, { score: first, rank: first > second ? 1 : 2 }),
    candidate("b", 2, { score: second, rank: first > second ? 2 : 1 }),
  ];
  const by = (model: string, cot: boolean | null): NonNullable<RunResult["scoring"]> => ({
    ...{ evaluator: "pack", model, usesGroundTruth: false, groupSize: 5, seed: 0, cot, maskStyle: null },
    ...{ groups: [], usage: null },
  });

  it("is found by their masks, the newest run of each, with or without reasoning apart", async () => {
    const { store } = await projectWith(1);
    const question = "Question 1?";
    const run = (candidates: RunResult["candidates"], evaluator: string, scoring?: RunResult["scoring"]) =>
      store.recordRun("s1", { ...runResult(candidates, evaluator), question, ...(scoring ? { scoring } : {}) }).runId;
    run(two(0.1, 0.2), "pack", by("geo@1.0.0", true));
    const reasoned = run(two(0.9, 0.3), "pack", by("geo@1.0.0", true));
    const direct = run(two(0.4, 0.6), "pack", by("geo@1.0.0", false));
    // Other ids, one mask that was there and one that was not.
    const other = [candidate("x", 2, { score: 0.8 }), candidate("y", 7, { score: 0.7, rank: 2 })];
    const random = run(other, "random");
    expect(store.sample("s1").evaluations).toMatchObject([
      { evaluator: "random", model: "random", cot: null, runId: random, scores: { x: { score: 0.8, rank: 1 } } },
      { model: "geo@1.0.0", cot: false, runId: direct, scores: { x: { score: 0.6, rank: 1 } } },
      { model: "geo@1.0.0", cot: true, runId: reasoned, scores: { x: { score: 0.3, rank: 2 } } },
    ]);
    const keys = store.sample("s1").evaluations?.map(({ key }) => key) ?? [];
    expect(new Set(keys).size).toBe(3);
  });

  it("is silent about evaluators of another wording", async () => {
    const { store } = await projectWith(1);
    store.recordRun("s1", { ...runResult(two(0.1, 0.2), "random"), question: "Question 1?" });
    store.editQuestion("s1", "Which other one?", 0);
    expect(store.sample("s1").evaluations).toEqual([]);
    store.recordRun("s1", { ...runResult(two(0.1, 0.2), "predicted-iou"), question: "Which other one?" });
    expect(store.sample("s1").evaluations?.map(({ evaluator }) => evaluator)).toEqual(["predicted-iou"]);
  });
});

describe("a process that is killed in the middle of a run", () => {
  let folder = "";
  let file = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "rea2seg-child-"));
    file = await bundleChild(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has lost no finished sample, and none is run twice", async () => {
    const { dir, store } = await projectWith(60);
    create(store);
    store.close();
    const told: string[] = [];
    for (const stopAt of [7, 23, 41]) {
      const child = startChild(file, dir, "batch");
      child.lines.on("line", (line) => {
        if (line.startsWith("s")) told.push(line);
      });
      await lineFrom(child, () => told.length >= stopAt);
      child.process.kill("SIGKILL");
      await child.ended;
    }
    expect(new Set(told).size).toBe(told.length);
    const again = openProject(dir, ada);
    try {
      const { done, failed } = again.batches.get("b1");
      // Those that were told, and at most one a kill that reached the disk just before it.
      expect(done + failed).toBeGreaterThanOrEqual(told.length);
      expect(done + failed).toBeLessThanOrEqual(told.length + 3);
      const withRun = again.samples({ offset: 0, limit: 99 }).items.filter(({ top }) => top !== undefined);
      expect(withRun).toHaveLength(done);
      expect(waiting(again)).toHaveLength(60 - done - failed);
      expect(again.verify()).toMatchObject({ ok: true, projection: [] });
    } finally {
      again.close();
    }
  });
});
