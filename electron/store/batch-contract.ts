import type { ErrorReport } from "#core/errors";
import type { Batch, BatchFailure, BatchPlan, BatchState, RunResult, SampleSelection } from "#core/samples";

export interface NewBatch {
  readonly id: string;
  readonly selection: SampleSelection;
  readonly plan: BatchPlan;
}

export interface WaitingSample {
  readonly sampleId: string;
  readonly place: number;
}

/** How a sample's turn ended. `unneeded`: it has a run by now, and the plan wants only samples without. */
export type SampleOutcome =
  | {
      readonly kind: "result";
      readonly result: RunResult /** Of a result without any score. */;
      readonly failure: ErrorReport | null;
    }
  | { readonly kind: "failed"; readonly error: ErrorReport }
  | { readonly kind: "unneeded" };

/** Runs over many samples, as the project keeps them. Every change is on the disk when its call returns. */
export interface BatchStore {
  /** How many samples a selection holds that a run can be over: those that have a question. */
  count(selection: SampleSelection, onlyNew: boolean): number;
  /** Takes up the selected samples, in the queue's order. Throws `bad-input` where there is none. */
  create(batch: NewBatch): Batch;
  /** Newest first. */
  list(): readonly Batch[];
  /** Throws `not-found`. */
  get(id: string): Batch;
  setState(id: string, state: BatchState, problem?: ErrorReport | null): Batch;
  /** The first sample after `place` that waits for its turn; null: none is left behind it. */
  waiting(id: string, place: number): WaitingSample | null;
  /** A sample's result and the note that it is finished go to the disk together, so that none is run twice. */
  settle(id: string, sampleId: string, outcome: SampleOutcome): Batch;
  failures(id: string, limit: number): readonly BatchFailure[];
  /** Puts failed samples back among those that wait: all of them, or these. */
  requeue(id: string, sampleIds?: readonly string[]): Batch;
  /** After an end of the process: what was under way is paused. */
  pauseInterrupted(problem: ErrorReport): void;
}
