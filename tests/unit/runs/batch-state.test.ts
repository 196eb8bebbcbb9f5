import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toErrorReport } from "#core/errors";
import { type BatchState, batchStateSchema } from "#core/samples";
import { type BatchCommand, stateAfter } from "#electron/runs";

const commands: readonly BatchCommand[] = ["begin", "pause", "resume", "cancel", "retry", "finish", "break"];

/** The state, or the code of the refusal. */
function outcome(state: BatchState, command: BatchCommand): string {
  try {
    return stateAfter(state, command);
  } catch (thrown) {
    return toErrorReport(thrown).code;
  }
}

describe("the states of a run", () => {
  it.each([
    ["queued", "begin", "running"],
    ["queued", "pause", "paused"],
    ["queued", "cancel", "cancelled"],
    ["running", "pause", "paused"],
    ["running", "cancel", "cancelled"],
    ["running", "finish", "finished"],
    ["running", "break", "paused"],
    ["running", "retry", "running"],
    ["paused", "resume", "queued"],
    ["paused", "retry", "queued"],
    ["paused", "cancel", "cancelled"],
    ["finished", "retry", "queued"],
  ] as const)("%s, %s: %s", (state, command, next) => {
    expect(stateAfter(state, command)).toBe(next);
  });

  it("what another window did already is no error", () => {
    expect(stateAfter("paused", "pause")).toBe("paused");
    expect(stateAfter("running", "resume")).toBe("running");
    expect(stateAfter("cancelled", "cancel")).toBe("cancelled");
    expect(stateAfter("finished", "cancel")).toBe("finished");
  });

  it("refuses what cannot be done any more, with a cure", () => {
    for (const command of ["resume", "retry", "begin"] as const) expect(outcome("cancelled", command)).toBe("conflict");
    expect(outcome("finished", "resume")).toBe("conflict");
    expect(outcome("paused", "begin")).toBe("conflict");
  });

  it("a cancelled run stays cancelled, whatever comes", () => {
    const sequence = fc.array(fc.constantFrom(...commands), { maxLength: 30 });
    fc.assert(
      fc.property(sequence, (given) => {
        let state: BatchState = "queued";
        for (const command of given) {
          const next = batchStateSchema.safeParse(outcome(state, command));
          if (!next.success) continue;
          if (state === "cancelled") expect(next.data).toBe("cancelled");
          state = next.data;
        }
      }),
    );
  });
});
