export { RunChip } from "./run-chip.tsx";
export { paceWords, planWords, selectionWords, stateWords } from "./run-words.ts";
export { forgetRuns, heardRun, tellableRun, useRuns } from "./runs.ts";
export { RunsDialog } from "./runs-dialog.tsx";
export { useRunWatch } from "./use-run-watch.ts";
