import { describe, expect, it } from "vitest";
import { emptySampleState } from "#core/samples";
import { bob, candidate, projectWith, reopen, rowMask, runResult, stateWith } from "./fixtures.ts";

describe("editing a sample", () => {
  it("keeps every state through undo, redo and a restart", async () => {
    const { dir, store } = await projectWith(1);
    const first = stateWith({ mask: rowMask(1) });
    const second = stateWith({ mask: rowMask(2), prompts: { points: [{ x: 3, y: 4, label: 1 }], box: null } });
    expect(store.commit("s1", first, "choose")).toEqual({
      state: first,
      status: "started",
      stale: false,
      undoDepth: 1,
      redoDepth: 0,
      mark: expect.any(Number),
    });
    expect(store.commit("s1", second, "click").undoDepth).toBe(2);
    expect(store.undo("s1")).toEqual({
      state: first,
      status: "started",
      stale: false,
      undoDepth: 1,
      redoDepth: 1,
      mark: expect.any(Number),
    });

    const again = reopen(dir, store);
    expect(again.sample("s1")).toMatchObject({ state: first, undoDepth: 1, redoDepth: 1 });
    expect(again.redo("s1").state).toEqual(second);
    expect(again.undo("s1").state).toEqual(first);
    expect(again.undo("s1")).toEqual({
      state: emptySampleState,
      status: "todo",
      stale: false,
      undoDepth: 0,
      redoDepth: 2,
      mark: expect.any(Number),
    });
  });

  it("does nothing at either end of the stack, and for a state that is the present one", async () => {
    const { store } = await projectWith(1);
    const state = stateWith({ mask: rowMask(1) });
    store.commit("s1", state, "choose");
    const events = store.verify().events;
    expect(store.commit("s1", state, "choose").undoDepth).toBe(1);
    expect(store.redo("s1").undoDepth).toBe(1);
    expect(store.verify().events).toBe(events);
    store.undo("s1");
    expect(store.undo("s1").undoDepth).toBe(0);
    expect(store.verify().events).toBe(events + 1);
  });

  it("drops what could be redone when a new edit comes, while the log keeps it", async () => {
    const { store } = await projectWith(1);
    store.commit("s1", stateWith({ mask: rowMask(1) }), "a");
    store.commit("s1", stateWith({ mask: rowMask(2) }), "b");
    store.undo("s1");
    const result = store.commit("s1", stateWith({ mask: rowMask(3) }), "c");
    expect(result).toMatchObject({ undoDepth: 2, redoDepth: 0 });
    expect(store.undo("s1").state.mask).toEqual(rowMask(1));
    expect(store.verify()).toMatchObject({ ok: true, events: 7, projection: [] });
  });

  it("derives the status from the state and finds the next open sample", async () => {
    const { store } = await projectWith(3);
    store.commit("s1", stateWith({ mask: rowMask(1), verdict: { decision: "accepted", comment: "" } }), "accept");
    store.commit("s2", stateWith({ chosenCandidateId: "c1" }), "choose");
    const none = { "needs-question": 0, fixed: 0, rejected: 0, skipped: 0 };
    expect(store.counts()).toEqual({ ...none, todo: 1, started: 1, accepted: 1 });
    expect(store.nextOpen(0)?.id).toBe("s2");
    expect(store.nextOpen(2)?.id).toBe("s2");
    store.commit("s2", stateWith({ verdict: { decision: "skipped", comment: "blurred" } }), "skip");
    store.commit("s3", stateWith({ verdict: { decision: "rejected", comment: "" } }), "reject");
    expect(store.nextOpen(0)).toBeNull();
    expect(store.undo("s2").status).toBe("started");
    expect(store.nextOpen(2)?.id).toBe("s2");
  });

  it("refuses masks of another size, malformed masks and unknown samples, and changes nothing", async () => {
    const { store } = await projectWith(1);
    const events = store.verify().events;
    const small = { size: [2, 2], counts: "4" } as const;
    expect(() => store.commit("s1", stateWith({ mask: small }), "x")).toThrow(/2 x 2 pixels does not fit/);
    const broken = { size: [12, 16], counts: "zz" } as const;
    expect(() => store.commit("s1", stateWith({ mask: broken }), "x")).toThrow(/not a valid COCO/);
    expect(() => store.commit("nobody", emptySampleState, "x")).toThrow(/no sample nobody/);
    expect(() => store.undo("nobody")).toThrow(/no sample nobody/);
    expect(() => store.sample("nobody")).toThrow(/no sample nobody/);
    expect(store.verify()).toMatchObject({ ok: true, events });
  });

  it("writes each author's edits to a chain of their own", async () => {
    const { dir, store } = await projectWith(1);
    store.commit("s1", stateWith({ mask: rowMask(1) }), "a");
    const again = reopen(dir, store, bob);
    again.commit("s1", stateWith({ mask: rowMask(2) }), "b");
    expect(again.undo("s1").state.mask).toEqual(rowMask(1));
    const report = again.verify();
    expect(report.ok).toBe(true);
    expect(report.chains.map((chain) => [chain.author, chain.events])).toEqual([
      ["ada", 3],
      ["bob", 2],
    ]);
  });
});

describe("runs", () => {
  it("shows the newest run's candidates with their scores, and the run itself", async () => {
    const { dir, store } = await projectWith(2);
    store.recordRun("s1", runResult([candidate("c1", 1)]));
    const scored = [
      candidate("c2", 2, { rank: 2, score: 0.25 }),
      candidate("c1", 1, {
        rank: 1,
        score: 0.75,
        reasoning: "It is the red one.",
        origin: { step: "amg", mask: 2, seed: 5 },
      }),
    ];
    const { runId } = store.recordRun("s1", runResult(scored, "pack"));
    const again = reopen(dir, store);
    const detail = again.sample("s1");
    expect(detail.candidates).toEqual([scored[1], scored[0]]);
    const { candidates: _, ...rest } = runResult(scored, "pack");
    expect(detail.run).toEqual({ ...rest, id: runId, at: expect.any(String) });
    expect(again.sample("s2")).toMatchObject({ candidates: [], run: null });
    expect(again.verify().ok).toBe(true);
  });

  it("makes a person's own mask a candidate when it is accepted, and takes it back on undo", async () => {
    const { store } = await projectWith(1);
    store.recordRun("s1", runResult([candidate("c1", 1), candidate("c2", 2, { rank: 2 })]));
    const verdict = { decision: "accepted", comment: "" } as const;
    store.commit("s1", stateWith({ chosenCandidateId: "c1", mask: rowMask(1), verdict }), "accept");
    expect(store.sample("s1").candidates.map((c) => c.id)).toEqual(["c1", "c2"]);
    const fixed = { decision: "fixed", comment: "edge" } as const;
    store.commit("s1", stateWith({ chosenCandidateId: "c1", mask: rowMask(1, 7), verdict: fixed }), "fix");
    const human = store.sample("s1").candidates[2];
    expect(human).toMatchObject({
      source: "human",
      rle: rowMask(1, 7),
      area: 7,
      bbox: [0, 1, 7, 1],
      rank: 3,
      score: null,
    });
    store.undo("s1");
    expect(store.sample("s1").candidates).toHaveLength(2);
    expect(store.verify().ok).toBe(true);
  });

  it("refuses a run that names a candidate twice", async () => {
    const { store } = await projectWith(1);
    expect(() => store.recordRun("s1", runResult([candidate("c1", 1), candidate("c1", 2)]))).toThrow(/c1/);
    expect(store.sample("s1").run).toBeNull();
  });
});

it("keeps jobs as they stand, newest first", async () => {
  const { dir, store } = await projectWith(1);
  const job = { id: "j1", kind: "run", sampleId: "s1", state: "running", attempts: 1, error: null } as const;
  store.recordJob({ ...job, at: "2026-01-01T00:00:00.000Z" });
  store.recordJob({ ...job, id: "j2", at: "2026-01-02T00:00:00.000Z" });
  store.recordJob({ ...job, state: "failed", error: "crashed", at: "2026-01-03T00:00:00.000Z" });
  const jobs = reopen(dir, store).jobs();
  expect(jobs.map((j) => [j.id, j.state, j.error])).toEqual([
    ["j1", "failed", "crashed"],
    ["j2", "running", null],
  ]);
});
