import type { SampleStatus } from "#core/samples";
import { isBlank } from "./blank.ts";
import type { StoredState } from "./event-kinds.ts";

/** Nothing without a question; else the verdict's decision; without one `started` as soon as anything is set. */
export function statusOf(state: StoredState | null, question: string): SampleStatus {
  if (isBlank(question)) return "needs-question";
  if (state === null) return "todo";
  if (state.verdict !== null) return state.verdict.decision;
  const { chosenCandidateId, mask, ignore, prompts } = state;
  const isPrompted = prompts.points.length > 0 || prompts.box !== null;
  const started = chosenCandidateId !== null || mask !== null || ignore !== undefined || isPrompted;
  return started ? "started" : "todo";
}
