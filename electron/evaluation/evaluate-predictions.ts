import { AppError, toErrorReport } from "#core/errors";
import type { Convention } from "#core/metrics";
import type { TransferNote } from "#core/samples";
import { readDataset } from "#electron/datasets";
import { type Predictions, readPredictions } from "#electron/datasets/predictions";
import { type DatasetSample, idOfFileName } from "#electron/datasets/reading";
import { scoredFormat } from "./dataset-format.ts";
import { FigureTable } from "./figure-table.ts";
import { type Outcome, outcomeOf, type ScorableSample } from "./outcome.ts";
import { percentile } from "./percentile.ts";
import type { EvaluationFailure, EvaluationReport } from "./report.ts";

export interface EvaluationRequest {
  /** A folder in our own format or ReasonSeg's. */
  readonly dataset: string;
  /** See `readPredictions`. */
  readonly predictions: string;
  readonly convention: Convention;
  /** How often samples are drawn anew for the intervals; null: no intervals. */
  readonly bootstrap: number | null;
  /** Seed of that, 0..2^32 - 1. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { step: string; done: number; total: number }) => void) | undefined;
}

const NOTES_KEPT = 1000;

/**
 * Scores ready-made masks against a dataset's ground truth; runs no model. Streams: of the samples it keeps ids and
 * times, of the predictions the index that `readPredictions` makes.
 * Throws `not-found` and `bad-input` for a dataset or predictions that are none, and where nothing could be scored.
 */
export async function evaluatePredictions(request: EvaluationRequest): Promise<EvaluationReport> {
  const { dataset, signal } = request;
  const format = await scoredFormat(dataset);
  const predictions = await readPredictions(request.predictions, {
    signal,
    onProgress: progressOf(request, "read predictions"),
  });
  try {
    assertAny(predictions);
    const tally = new RunningTally(request);
    for (const problem of predictions.problems) tally.note(noteOf(problem));
    const reading = readDataset(format, {
      source: dataset,
      signal,
      onNote: (note) => tally.noteOfDataset(note),
      onProgress: progressOf(request, "score"),
    });
    for await (const sample of reading) {
      signal?.throwIfAborted();
      await tally.take(sample, predictions);
    }
    return await tally.report(predictions, format);
  } finally {
    await predictions.close();
  }
}

/** Of a hundred, told when it changes; where the whole is unknown, the number that is done. */
function progressOf({ onProgress }: EvaluationRequest, step: string): (done: number, total: number) => void {
  let told = -1;
  return (done, total) => {
    const now = total > 0 ? Math.floor((100 * done) / total) : done;
    if (now !== told) onProgress?.({ step, done: now, total: total > 0 ? 100 : done });
    told = now;
  };
}

function assertAny(predictions: Predictions): void {
  if (predictions.count > 0) return;
  const problem = predictions.problems[0];
  throw new AppError({
    code: "bad-input",
    message: `No prediction was found here.${problem ? ` ${problem.message}` : ""}`,
    where: problem?.file ?? predictions.path,
    cure: "Name a folder of <sample id>.png or <sample id>.json (COCO RLE), a .jsonl of { id, mask }, or COCO results.",
  });
}

function noteOf({ id: _, ...note }: TransferNote & { readonly id: string | null }): TransferNote {
  return note;
}

/** What is known after the samples that have come so far. */
class RunningTally {
  readonly #request: EvaluationRequest;
  /** With ready-made masks there is nothing but a top 1. */
  readonly #table: FigureTable;
  readonly #seen = new Set<string>();
  readonly #missing: string[] = [];
  readonly #failures: EvaluationFailure[] = [];
  readonly #notes: TransferNote[] = [];
  readonly #times: number[] = [];
  #skipped = 0;

  constructor(request: EvaluationRequest) {
    this.#request = request;
    this.#table = new FigureTable(request.convention, request.bootstrap !== null);
  }

  note(note: TransferNote): void {
    if (this.#notes.length < NOTES_KEPT) this.#notes.push(note);
  }

  noteOfDataset(note: TransferNote): void {
    if (note.outcome === "skipped") this.#skipped++;
    this.note(note);
  }

  async take(sample: DatasetSample, predictions: Predictions): Promise<void> {
    this.#seen.add(sample.id);
    const { mask } = sample;
    if (mask === null) {
      this.#skip("it has no mask to compare with", sample, "Give it a mask, or leave it out of the dataset.");
      return;
    }
    const start = performance.now();
    const outcome = await this.#compare({ id: sample.id, mask, ignore: sample.ignore }, sample, predictions);
    if (outcome === null) return;
    if (outcome.missing) this.#missing.push(sample.id);
    if (outcome.failure) this.#failures.push(outcome.failure);
    this.#table.add({ top1: outcome.tally }, { category: sample.category, kinds: sample.kind });
    this.#times.push(performance.now() - start);
  }

  /** Null where it is the ground truth that cannot be read. */
  async #compare(scorable: ScorableSample, sample: DatasetSample, predictions: Predictions): Promise<Outcome | null> {
    try {
      return await outcomeOf(scorable, predictions, this.#request.convention);
    } catch (thrown) {
      const { code, message, cure } = toErrorReport(thrown);
      if (code !== "bad-input") throw thrown;
      this.#skip("its mask cannot be read", sample, `${message} ${cure}`);
      return null;
    }
  }

  #skip(reason: string, sample: DatasetSample, what: string): void {
    const message = `The sample "${sample.id.slice(0, 200)}" was not scored: ${reason}. ${what}`;
    this.noteOfDataset({ outcome: "skipped", reason, file: this.#request.dataset, field: null, line: null, message });
  }

  async report(predictions: Predictions, format: string): Promise<EvaluationReport> {
    const { convention, bootstrap, seed, dataset, signal } = this.#request;
    const { samples, ...counts } = this.#table.counts();
    if (samples === 0) throw nothingScored(dataset, this.#notes[0]);
    return {
      convention,
      samples,
      failed: this.#failures.length,
      missing: this.#missing,
      unknown: this.#unknown(predictions),
      ...this.#table.figures(),
      evaluator: { spearmanPooled: null, spearmanPerQuestion: null, top1Regret: null, mae: null },
      intervals: bootstrap === null ? null : await this.#table.intervals(bootstrap, seed, signal),
      counts,
      skipped: this.#skipped,
      failures: this.#failures,
      notes: this.#notes,
      settings: { dataset, format, predictions: predictions.path, kind: predictions.kind, bootstrap, seed },
      timings: { perSample: { p50: percentile(this.#times, 0.5), p95: percentile(this.#times, 0.95) } },
    };
  }

  #unknown(predictions: Predictions): string[] {
    const unknown = new Set(predictions.ids());
    for (const id of this.#seen) {
      unknown.delete(id);
      // A file's name may be an id as it is, though it reads as an encoded one.
      if (predictions.kind === "folder") unknown.delete(idOfFileName(id));
    }
    return [...unknown];
  }
}

function nothingScored(dataset: string, note: TransferNote | undefined): AppError {
  return new AppError({
    code: "bad-input",
    message: `No sample of this dataset could be scored.${note ? ` ${note.message}` : ""}`,
    where: note?.file ?? dataset,
    cure: "Name a dataset whose samples have masks.",
  });
}
