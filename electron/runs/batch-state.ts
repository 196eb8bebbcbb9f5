import { AppError } from "#core/errors";
import type { BatchState } from "#core/samples";

/** What happens to a run over a selection: by a person, by its turn (`begin`), by its end, by what ended it early. */
export type BatchCommand = "begin" | "pause" | "resume" | "cancel" | "retry" | "finish" | "break";

const WAYS: Readonly<Record<BatchState, Partial<Readonly<Record<BatchCommand, BatchState>>>>> = Object.freeze({
  queued: { begin: "running", pause: "paused", resume: "queued", cancel: "cancelled", break: "paused" },
  // Samples that are put back while the run goes on have their turn at its end.
  running: {
    ...{ pause: "paused", resume: "running", cancel: "cancelled", retry: "running" },
    ...{ finish: "finished", break: "paused" },
  },
  paused: { pause: "paused", resume: "queued", cancel: "cancelled", retry: "queued" },
  finished: { cancel: "finished", pause: "finished", retry: "queued" },
  cancelled: { cancel: "cancelled" },
});

/**
 * The state that a command leads to. What was done already, in another window say, is no error; throws `conflict` for
 * what cannot be done any more.
 */
export function stateAfter(state: BatchState, command: BatchCommand): BatchState {
  const next = WAYS[state][command];
  if (next !== undefined) return next;
  throw new AppError({
    code: "conflict",
    message: `This run is ${state}, so there is nothing to ${command}.`,
    where: "the run",
    cure: "Start a new run over the same samples; what this one found stays in the project.",
  });
}
