import { describe, expect, it } from "vitest";
import { AppError, type ErrorCode, type ErrorReport, toErrorReport } from "#core/errors";
import type { RunResult } from "#core/samples";
import { type LoopOutcome, type LoopParts, runSelection } from "#electron/runs";

const report = (code: ErrorCode): ErrorReport => ({ code, message: `It is ${code}.`, cure: "Mend it." });
const result = {} as RunResult;

/** A list of samples in memory, each with what became of it. */
function list(ids: readonly string[], run: LoopParts["run"], window = 1) {
  const state = new Map<string, "waiting" | LoopOutcome>(ids.map((id) => [id, "waiting"]));
  const asked: string[] = [];
  const parts: LoopParts = {
    window,
    waiting: (place) => {
      const at = ids.findIndex((id, index) => index > place && state.get(id) === "waiting");
      return at < 0 ? null : { sampleId: ids[at] as string, place: at };
    },
    run: (sampleId, signal) => {
      asked.push(sampleId);
      return run(sampleId, signal);
    },
    settle: (sampleId, outcome) => void state.set(sampleId, outcome),
    requeue: (sampleIds) => {
      for (const id of sampleIds) state.set(id, "waiting");
    },
  };
  const kinds = () => ids.map((id) => stateName(state.get(id)));
  return { parts, asked, state, kinds };
}

function stateName(outcome: "waiting" | LoopOutcome | undefined): string {
  if (outcome === undefined || outcome === "waiting") return "waiting";
  return outcome.kind === "result" && outcome.failure !== null ? "failed" : outcome.kind;
}

const goingOn = new AbortController().signal;
const fine = async () => ({ result, failure: null });
const codeOf = async (work: Promise<unknown>) => toErrorReport(await work.catch((thrown: unknown) => thrown)).code;

describe("a run over a selection", () => {
  it("runs each waiting sample once, in order", async () => {
    const { parts, asked, kinds } = list(["a", "b", "c"], fine);
    await runSelection(parts, goingOn);
    expect(asked).toEqual(["a", "b", "c"]);
    expect(kinds()).toEqual(["result", "result", "result"]);
  });

  it("keeps a sample's failure and goes on", async () => {
    const { parts, kinds } = list(["a", "b", "c", "d"], async (id) => {
      if (id === "b") throw new AppError(report("image-missing"));
      if (id === "c") return { result, failure: report("malformed-answer") };
      return id === "d" ? null : { result, failure: null };
    });
    await runSelection(parts, goingOn);
    expect(kinds()).toEqual(["result", "failed", "failed", "unneeded"]);
  });

  it("ends at what no further sample would be spared, and that sample waits on", async () => {
    const { parts, asked, kinds } = list(["a", "b", "c"], async (id) => {
      if (id === "b") throw new AppError(report("model-missing"));
      return { result, failure: null };
    });
    expect(await codeOf(runSelection(parts, goingOn))).toBe("model-missing");
    expect(asked).toEqual(["a", "b"]);
    expect(kinds()).toEqual(["result", "waiting", "waiting"]);
  });

  it("ends after five failures in a row that are not the samples' own, which wait on", async () => {
    const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const { parts, kinds } = list(ids, async (id) => {
      if (id === "a" || id === "b") throw new AppError(report(id === "a" ? "worker-failed" : "image-damaged"));
      throw new AppError(report("worker-failed"));
    });
    const thrown = toErrorReport(await runSelection(parts, goingOn).catch((error: unknown) => error));
    expect(thrown).toMatchObject({ code: "worker-failed", cure: "Mend it." });
    expect(thrown.message).toContain("5 samples in a row");
    expect(kinds()).toEqual(["failed", "failed", ...Array(6).fill("waiting")]);
  });

  it("drops what is under way when it is stopped, and settles nothing of it", async () => {
    const stop = new AbortController();
    const { parts, kinds } = list(["a", "b", "c"], async (id) => {
      if (id === "b") stop.abort();
      return { result, failure: null };
    });
    expect(await codeOf(runSelection(parts, stop.signal))).toBe("cancelled");
    expect(kinds()).toEqual(["result", "waiting", "waiting"]);
    expect(await codeOf(runSelection(parts, AbortSignal.abort()))).toBe("cancelled");
    expect(kinds()).toEqual(["result", "waiting", "waiting"]);
  });

  it("gives samples that were put back meanwhile their turn at its end", async () => {
    let failures = 1;
    const { parts, asked, kinds } = list(["a", "b", "c"], async (id) => {
      if (id === "a" && failures-- > 0) throw new AppError(report("image-missing"));
      if (id === "c") parts.requeue(["a"]);
      return { result, failure: null };
    });
    await runSelection(parts, goingOn);
    expect(asked).toEqual(["a", "b", "c", "a"]);
    expect(kinds()).toEqual(["result", "result", "result"]);
  });

  it("has so many samples under way as its window says, and no sample twice", async () => {
    let running = 0;
    let most = 0;
    const ids = Array.from({ length: 12 }, (_, i) => `s${i}`);
    const { parts, asked } = list(
      ids,
      async (id) => {
        running++;
        most = Math.max(most, running);
        await new Promise((done) => setTimeout(done, Number(id.slice(1)) % 3));
        running--;
        return { result, failure: null };
      },
      3,
    );
    await runSelection(parts, goingOn);
    expect(most).toBe(3);
    expect([...asked].sort()).toEqual([...ids].sort());
  });

  it("ends with what the store throws", async () => {
    const { parts } = list(["a", "b"], fine);
    const broken: LoopParts = {
      ...parts,
      settle: () => {
        throw new AppError(report("disk-full"));
      },
    };
    expect(await codeOf(runSelection(broken, goingOn))).toBe("disk-full");
  });
});
