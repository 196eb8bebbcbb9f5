import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError, toErrorReport } from "#core/errors";
import { rleDifference } from "#core/masks";
import { type BatchPlan, emptySampleState, type RunResult } from "#core/samples";
import { apiRouter, type BatchInfo, type BatchNews } from "#electron/api";
import { discoverResult, squareMask, type TestServices, testServices } from "../../mocks/services.ts";

let test: TestServices;
let api: ReturnType<typeof apiRouter.createCaller>;
let projectId: string;
let ids: readonly string[];
beforeEach(async () => {
  test = await testServices();
  api = apiRouter.createCaller({ services: test.services });
  ({ projectId } = await api.projects.create({ dir: join(test.root, "p"), title: "P" }));
  const samples = ["What is red?", "What else?", "And now?"].map((question) => {
    return { imagePath: test.image("a.png"), question };
  });
  ids = (await api.samples.add({ projectId, samples, copy: false })).sampleIds;
});
afterEach(() => test.dispose());

const plan = (change: Partial<BatchPlan> = {}): BatchPlan => ({
  ...{ candidates: "discover", onlyNew: false, automatic: false, pack: null, attention: "grid" },
  ...{ evaluator: "random", groupSize: 5, cot: null, seed: 0, ...change },
});

const start = (change: Partial<BatchPlan> = {}) =>
  api.batches.start({ projectId, selection: { kind: "all" }, plan: plan(change) });
const find = async (id: string): Promise<BatchInfo> =>
  (await api.batches.list({ projectId })).find((batch) => batch.id === id) as BatchInfo;
const named = ({ id }: BatchInfo) => ({ projectId, batchId: id });

/** Resolves with the first news for which it holds; listens from the call on. */
function news(holds: (news: BatchNews) => boolean): Promise<BatchNews> {
  return new Promise((resolve) => {
    const stop = test.services.batches.onNews((one) => {
      if (!holds(one)) return;
      stop();
      resolve(one);
    });
  });
}
const inState = (state: BatchInfo["state"]) => news(({ batch }) => batch.state === state);

/** Answers the next discovery as a model would. */
async function answer(): Promise<void> {
  (await test.pipeline.next("discover")).finish(discoverResult());
}

const died = () => new AppError({ code: "worker-failed", message: "The worker died twice.", cure: "Try again." });
const reportOf = async (call: Promise<unknown>) =>
  toErrorReport(await call.then(() => null).catch((error: Error) => error.cause ?? error));

describe("a run over a selection", () => {
  it("leaves out of the oracle's figures what a person has painted as ignored", async () => {
    const demo = await api.projects.openDemo();
    const target = { projectId: demo.projectId, sampleId: "one-1" };
    const ignore = rleDifference(squareMask(6), squareMask(4));
    await api.review.commit({ ...target, state: { ...emptySampleState, ignore }, action: "ignore" });
    const end = inState("finished");
    const selection = { kind: "samples" as const, ids: ["one-1"] };
    await api.batches.start({ projectId: demo.projectId, selection, plan: plan({ evaluator: "oracle" }) });
    await answer();
    await end;
    // The proposal of 6 x 6 pixels goes beyond the reference of 4 x 4 only where nothing counts.
    const { candidates } = await api.samples.get(target);
    expect(candidates.map(({ id, score }) => [id, score])).toEqual([
      ["c0", 1],
      ["c1", 9 / 16],
    ]);
  });

  it("stores each result as it comes and tells of it, until all are finished", async () => {
    const first = news(({ sampleId }) => sampleId !== null);
    const end = inState("finished");
    const run = await start();
    expect(run).toMatchObject({ state: "running", total: 3, done: 0, failed: 0 });
    await answer();
    expect(await first).toMatchObject({ sampleId: ids[0], batch: { done: 1, state: "running" } });
    const sample = await api.samples.get({ projectId, sampleId: ids[0] as string });
    expect(sample.run).toMatchObject({ batch: run.id, evaluator: "random" });
    expect(sample.candidates).toHaveLength(2);
    expect(sample.evaluations).toMatchObject([{ evaluator: "random", scores: { c0: {}, c1: {} } }]);
    await answer();
    await answer();
    expect((await end).batch).toMatchObject({ done: 3, failed: 0, current: null, problem: null });
    expect(await find(run.id)).toMatchObject({ state: "finished", done: 3 });
  });

  it("pauses at once, runs no finished sample again, and can be cancelled", async () => {
    const run = await start();
    await answer();
    const held = await test.pipeline.next("discover");
    expect(await api.batches.pause(named(run))).toMatchObject({ state: "paused", done: 1 });
    await held.cancelled;
    // What was on its way when it paused is no result.
    held.finish(discoverResult());
    expect((await api.samples.get({ projectId, sampleId: ids[1] as string })).run).toBeNull();
    expect(await api.batches.resume(named(run))).toMatchObject({ state: "running", done: 1 });
    const again = await test.pipeline.next("discover");
    expect(again.input.request.question).toBe("What else?");
    again.finish(discoverResult());
    await test.pipeline.next("discover");
    expect(await api.batches.cancel(named(run))).toMatchObject({ state: "cancelled", done: 2, failed: 0 });
    expect(await reportOf(api.batches.resume(named(run)))).toMatchObject({ code: "conflict" });
    expect((await api.samples.get({ projectId, sampleId: ids[0] as string })).run).not.toBeNull();
  });

  it("lists a sample's failure and goes on; failures are tried again when somebody wants that", async () => {
    const end = inState("finished");
    const run = await start();
    (await test.pipeline.next("discover")).fail(died());
    await answer();
    await answer();
    expect((await end).batch).toMatchObject({ done: 2, failed: 1 });
    const failures = await api.batches.failures({ ...named(run), limit: 10 });
    expect(failures).toMatchObject([{ sampleId: ids[0], error: { code: "worker-failed", cure: "Try again." } }]);
    const secondEnd = inState("finished");
    expect(await api.batches.retry(named(run))).toMatchObject({ state: "running", failed: 0 });
    await answer();
    expect((await secondEnd).batch).toMatchObject({ done: 3, failed: 0 });
  });

  it("pauses by itself at what no sample would be spared, and says what it was", async () => {
    const paused = inState("paused");
    await start();
    await answer();
    const gone = { code: "model-missing", message: "The model is gone.", cure: "Install it." } as const;
    (await test.pipeline.next("discover")).fail(new AppError(gone));
    expect((await paused).batch).toMatchObject({ done: 1, failed: 0, problem: gone });
  });

  it("refuses before anything is noted what cannot be done", async () => {
    expect(await reportOf(start({ evaluator: "chat" }))).toMatchObject({ code: "usage" });
    expect(await reportOf(start({ evaluator: "pack" }))).toMatchObject({ code: "model-missing" });
    expect(await reportOf(start({ pack: "nobody" }))).toMatchObject({ code: "model-missing" });
    const nothing = { projectId, selection: { kind: "filter", filter: { search: "nowhere" } }, plan: plan() } as const;
    expect(await reportOf(api.batches.start(nothing))).toMatchObject({ code: "bad-input" });
    expect(await api.batches.list({ projectId })).toEqual([]);
  });

  it("waits for the one before it; of two that wait the older comes first", async () => {
    const first = await start();
    const second = await start();
    const third = await start();
    expect([second.state, third.state]).toEqual(["queued", "queued"]);
    await api.batches.cancel(named(first));
    expect((await find(second.id)).state).toBe("running");
    expect((await api.batches.pause(named(third))).state).toBe("paused");
    await api.batches.cancel(named(second));
    expect((await find(third.id)).state).toBe("paused");
  });

  it("scores the candidates that are there with another evaluator, and discovers where there are none", async () => {
    const firstEnd = inState("finished");
    await api.batches.start({ projectId, selection: { kind: "samples", ids: [ids[0] as string] }, plan: plan() });
    await answer();
    await firstEnd;
    const end = inState("finished");
    await start({ candidates: "keep", evaluator: "predicted-iou" });
    // The first sample asks the models for nothing.
    const asked = await test.pipeline.next("discover");
    expect(asked.input.request.question).toBe("What else?");
    asked.finish(discoverResult());
    await answer();
    expect((await end).batch).toMatchObject({ done: 3, failed: 0 });
    const { evaluations, candidates } = await api.samples.get({ projectId, sampleId: ids[0] as string });
    expect(evaluations?.map(({ evaluator }) => evaluator)).toEqual(["predicted-iou", "random"]);
    expect(Object.keys(evaluations?.[1]?.scores ?? {}).sort()).toEqual(candidates.map(({ id }) => id).sort());
  });

  it("leaves samples alone that have a run by now where it is for those without", async () => {
    const end = inState("finished");
    await start({ onlyNew: true });
    const held = await test.pipeline.next("discover");
    test.services.projects.get(projectId).recordRun(ids[1] as string, handMade());
    held.finish(discoverResult());
    await answer();
    expect((await end).batch).toMatchObject({ done: 3, failed: 0 });
    expect((await api.samples.get({ projectId, sampleId: ids[1] as string })).run?.evaluator).toBe("by hand");
  });

  it("never touches what a person does on the sample meanwhile", async () => {
    const told = news(({ sampleId }) => sampleId !== null);
    await start();
    const held = await test.pipeline.next("discover");
    const verdict = { decision: "fixed", comment: "mine" } as const;
    const state = { chosenCandidateId: null, mask: squareMask(7), prompts: { points: [], box: null }, verdict };
    await api.review.commit({ projectId, sampleId: ids[0] as string, state, action: "fix" });
    held.finish(discoverResult());
    await told;
    const sample = await api.samples.get({ projectId, sampleId: ids[0] as string });
    expect(sample).toMatchObject({ state, status: "fixed", undoDepth: 1 });
    expect(sample.run).not.toBeNull();
  });

  it("is paused where its project is closed, and goes on when it is open again", async () => {
    const run = await start();
    await answer();
    await test.pipeline.next("discover");
    await api.projects.close({ projectId });
    await api.projects.open({ dir: join(test.root, "p") });
    const paused = await find(run.id);
    expect(paused).toMatchObject({ state: "paused", done: 1, problem: { message: expect.stringContaining("closed") } });
    const end = inState("finished");
    await api.batches.resume(named(run));
    await answer();
    await answer();
    expect((await end).batch).toMatchObject({ done: 3, problem: null });
  });

  it("is found paused where the app was killed under it", async () => {
    const run = await start();
    await test.pipeline.next("discover");
    await api.projects.close({ projectId });
    const { store } = test.services.projects.open(join(test.root, "p"));
    // As a kill leaves it: nobody was there to note the end.
    store.batches.setState(run.id, "running");
    await api.projects.close({ projectId });
    await api.projects.open({ dir: join(test.root, "p") });
    expect(await find(run.id)).toMatchObject({
      state: "paused",
      problem: { message: expect.stringContaining("ended") },
    });
  });
});

/** What somebody's own run of the sample found meanwhile. */
function handMade(): RunResult {
  const { versions: _, timings, candidates, ...found } = discoverResult();
  const { encode, segment, discover } = timings;
  return {
    ...found,
    ...{ question: "What else?", evaluator: "by hand", candidates: [...candidates] },
    timings: { encode, segment, discover, evaluate: 0, total: 0 },
  };
}
