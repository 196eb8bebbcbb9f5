export { startBatch } from "./batch.ts";
export type * from "./batch-contract.ts";
export { type ReportOptions, writeReports } from "./batch-report.ts";
export type { BatchSample, BatchSource } from "./batch-source.ts";
export { type BatchCommand, stateAfter } from "./batch-state.ts";
export type * from "./contract.ts";
export { openDatasetSource, type ReadingOptions } from "./dataset-source.ts";
export { candidatesKept } from "./kept-candidates.ts";
export { Pace } from "./pace.ts";
export { packOfRequest } from "./pack-of-request.ts";
export { openProjectSource } from "./project-source.ts";
export { assertPossible } from "./requirements.ts";
export { readResults, type SampleLine, sampleLineSchema } from "./results-file.ts";
export {
  type BatchRequest,
  type BatchSettings,
  type RunFile,
  readRunFile,
  runFileSchema,
} from "./run-file.ts";
export { type RunOptions, runSample } from "./run-sample.ts";
export { failureOfScoring } from "./sample-line.ts";
export { sampleWindow } from "./sample-window.ts";
export { type Selection, selectSamples } from "./selection.ts";
export { type LoopOutcome, type LoopParts, type PlacedSample, runSelection } from "./selection-loop.ts";
export type { SendNotice } from "./send-notice.ts";
export { openStoredCandidates, type StoredCandidates } from "./stored-candidates.ts";
