import type { RunResult } from "#core/samples";
import type { EvaluatedSample } from "#electron/evaluation";
import type { RequestOptions } from "#electron/jobs";
import type { BatchSource } from "./batch-source.ts";
import type { RunServices, SampleToRun } from "./contract.ts";
import type { BatchSettings, RunFile } from "./run-file.ts";
import type { Selection } from "./selection.ts";
import type { StoredCandidates } from "./stored-candidates.ts";

/** One sample, from attention to ranked candidates. */
export type SampleRunner = (services: RunServices, sample: SampleToRun, options?: RequestOptions) => Promise<RunResult>;

export interface BatchProgress {
  /** Finished samples, those of an earlier start among them. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Samples a second; null before the first. */
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

export interface BatchOptions {
  readonly source: BatchSource;
  readonly selection: Selection;
  /** All but the thresholds, which are the pack's. */
  readonly settings: Omit<BatchSettings, "discovery" | "limit" | "ids" | "candidates">;
  /** Candidates of an earlier run, to be scored instead of any that would be discovered. */
  readonly candidates?: StoredCandidates | undefined;
  readonly services: RunServices;
  /** The run's folder; null: a new one below `root`. */
  readonly out: string | null;
  readonly root: string;
  readonly resume: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BatchProgress) => void) | undefined;
  /** A word to the person. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

export interface BatchParts {
  readonly runSample: SampleRunner;
  /** Tests bring their own clocks. */
  readonly now?: () => Date;
  readonly clock?: () => number;
}

export interface FinishedBatch {
  readonly folder: string;
  readonly run: RunFile;
  readonly samples: readonly EvaluatedSample[];
  /** Samples that were finished before this start. */
  readonly resumed: number;
  /** There was an earlier start, whether it finished samples or not. */
  readonly continued: boolean;
}
