export { type Cell, cellOf, type ShownAttention, shownAttention, tokenAt } from "./attention-shown.ts";
export { describe } from "./describe.ts";
export { covers, targetAt } from "./hit-test.ts";
export { reportOf } from "./report.ts";
export { byRank } from "./report-masks.ts";
export type { Column, Fact, Report, Row, Table } from "./report-parts.ts";
export { isOfRun } from "./report-scores.ts";
export {
  chooseLayer,
  closeSteps,
  goBy,
  hoverTarget,
  isAtEnd,
  openStep,
  type PipelineViewState,
  showOfInitial,
  togglePlaying,
  toggleStep,
  usePipelineView,
} from "./state.ts";
export { isSameTarget, keyOf, type Run, STEP_IDS, type StepId, type Subject, type Target } from "./types.ts";
export { candidateThatStayed, seedName, share, two, whoseRun } from "./wording.ts";
