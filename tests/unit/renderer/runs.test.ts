import { beforeEach, describe, expect, it } from "vitest";
import type { BatchPlan } from "#core/samples";
import type { BatchInfo } from "#electron/api";
import { textNow } from "#renderer/language";
import {
  forgetRuns,
  heardRun,
  paceWords,
  planWords,
  selectionWords,
  stateWords,
  tellableRun,
  useRuns,
} from "#renderer/runs";

const plan: BatchPlan = {
  ...{ candidates: "discover", onlyNew: false, automatic: false, pack: "geo-tiny", attention: "pack" },
  ...{ evaluator: "pack", groupSize: 5, cot: false, seed: 3 },
};

const run = (id: string, change: Partial<BatchInfo> = {}): BatchInfo => ({
  ...{ id, created: `2026-11-30T02:00:0${id}.000Z`, ended: null, state: "running", problem: null, projectId: "p" },
  ...{ selection: { kind: "all" }, plan, total: 9, done: 0, failed: 0, telling: 1 },
  ...{ perSecond: null, secondsLeft: null, current: null, ...change },
});
const shown = () => useRuns.getState().runs.map(({ id, done }) => `${id} ${done}`);

describe("the runs that were told", () => {
  beforeEach(() => forgetRuns("p"));

  it("are listed newest first, each as it was told last", () => {
    heardRun(run("1"));
    heardRun(run("2"));
    heardRun(run("1", { done: 4, telling: 7 }));
    expect(shown()).toEqual(["2 0", "1 4"]);
  });

  it("an answer that comes after later news does not undo it, and other projects' runs are none", () => {
    heardRun(run("1", { state: "finished", done: 9, telling: 5 }));
    heardRun(run("1", { state: "running", telling: 4 }));
    heardRun(run("2", { projectId: "other" }));
    expect(shown()).toEqual(["1 9"]);
  });

  it("the header tells of the one under way, else of one that waits or is paused, else of none", () => {
    const [finished, paused, running] = [
      run("3", { state: "finished" }),
      run("2", { state: "paused" }),
      run("1", { state: "running" }),
    ];
    expect(tellableRun([finished, paused, running])?.id).toBe("1");
    expect(tellableRun([finished, paused])?.id).toBe("2");
    expect(tellableRun([finished])).toBeNull();
  });
});

describe("a run in words", () => {
  it("says what it does with each sample", () => {
    expect(planWords(plan)).toBe(
      "discover and score · geo-tiny · the pack's evaluator · groups of 5 · without reasoning · seed 3",
    );
    const kept = { ...plan, candidates: "keep", pack: null, evaluator: "oracle", cot: null, seed: 0 } as const;
    expect(planWords(kept)).toBe("score anew · mobilesam · the oracle (uses ground truth) · groups of 5");
    expect(planWords({ ...kept, automatic: true })).toBe("score anew · pack by the picture");
  });

  it("says over which samples", () => {
    expect(selectionWords({ kind: "all" })).toBe("all samples");
    expect(selectionWords({ kind: "samples", ids: ["a"] })).toBe("one sample");
    expect(selectionWords({ kind: "filter", filter: {} })).toBe("all samples");
    const filter = { search: "cup", status: ["todo" as const], category: ["spatial"], stale: true };
    expect(selectionWords({ kind: "filter", filter })).toBe("filtered: “cup”, to do, category spatial, stale");
    expect(textNow().runs.samples(1)).toBe("1 sample");
    expect(textNow().runs.samples(12_345)).toBe("12,345 samples");
  });

  it("says its state, with what failed, and its pace once there is one", () => {
    expect(stateWords(run("1"))).toBe("running");
    expect(stateWords(run("1", { state: "finished", failed: 2 }))).toBe("finished, 2 failed");
    expect(paceWords(run("1"))).toBe("");
    expect(paceWords({ perSecond: 0.4, secondsLeft: 200 })).toBe("2.5 s a sample · about 3 min left");
    expect(paceWords({ perSecond: 12, secondsLeft: 0.4 })).toBe("12.0 samples a second · nearly done");
    expect(paceWords({ perSecond: 0.01, secondsLeft: 36_000 })).toBe("100.0 s a sample · about 10 h left");
  });
});
