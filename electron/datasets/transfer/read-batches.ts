import type { TransferNote } from "#core/samples";
import { readDataset } from "#electron/datasets";
import { type DatasetSample, imageNote, type ReadContext, readContext } from "#electron/datasets/reading";
import { probeImage } from "#native-models/runtime";
import { stageImage } from "./staging.ts";
import { BATCH_BYTES, BATCH_SAMPLES, type Batch, type ReadingTask, type ReadySample } from "./task.ts";

export interface ReadingHooks {
  readonly signal: AbortSignal;
  onNote(note: TransferNote): void;
  /** Resolves when the listener has caught up. */
  settle?(): Promise<void>;
  onProgress(done: number, total: number, unit: "bytes" | "files" | "rows"): void;
}

/** Images whose check is remembered: samples of one image stand near each other. */
const REMEMBERED = 10_000;

/** The samples of a dataset in batches, one at a time: the next is read when the last one has been taken. */
export async function* readBatches(task: ReadingTask, hooks: ReadingHooks): AsyncGenerator<Batch, void, void> {
  const { source, options, mapping, strict, limit } = task;
  const { signal } = hooks;
  const { onNote, onProgress, settle } = hooks;
  const request = { source, options, mapping, strict, signal, onNote, onProgress, settle };
  const images = new ImageTaker(task, readContext(request));
  let batch: ReadySample[] = [];
  let bytes = 0;
  let taken = 0;
  if (limit === 0) return;
  for await (const sample of readDataset(task.format, request)) {
    signal.throwIfAborted();
    const ready = await images.take(sample);
    if (ready === null) continue;
    batch.push(ready);
    bytes += weightOf(sample);
    taken++;
    if (taken === limit) break;
    if (batch.length < BATCH_SAMPLES && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Makes every image a file, and looks at it where that was asked for. */
class ImageTaker {
  readonly #task: ReadingTask;
  readonly #context: ReadContext;
  /** Null: it is fine; else what is wrong with it. */
  readonly #checked = new Map<string, unknown>();
  #staged = 0;

  constructor(task: ReadingTask, context: ReadContext) {
    this.#task = task;
    this.#context = context;
  }

  async take({ image, ...rest }: DatasetSample): Promise<ReadySample | null> {
    const { staging, source } = this.#task;
    if (image.kind === "bytes") {
      const path = staging === null ? image.name : await stageImage(staging, this.#staged++, image);
      return { ...rest, path, staged: true };
    }
    const problem = this.#task.checkImages ? await this.#check(image.path) : null;
    if (problem === null) return { ...rest, path: image.path, staged: false };
    this.#context.skip(imageNote(problem, { file: source, field: rest.id }));
    return null;
  }

  async #check(path: string): Promise<unknown> {
    const known = this.#checked.get(path);
    if (known !== undefined) return known;
    const problem = await probeImage(path).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (this.#checked.size >= REMEMBERED) this.#checked.clear();
    this.#checked.set(path, problem);
    return problem;
  }
}

/** About the bytes that a sample takes on its way; its image is on the disk by then. */
function weightOf(sample: DatasetSample): number {
  const masks =
    (sample.mask?.counts.length ?? 0) + (sample.proposal?.rle.counts.length ?? 0) + (sample.ignore?.counts.length ?? 0);
  return 500 + masks + 2 * sample.question.length + weightOfDetails(sample.details);
}

function weightOfDetails(details: DatasetSample["details"]): number {
  let weight = 0;
  const open: unknown[] = [details];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === "string") weight += 2 * value.length;
    else if (value !== null && typeof value === "object") {
      for (const [key, child] of Object.entries(value)) {
        weight += key.length + 8;
        if (child !== undefined) open.push(child);
      }
    } else weight += 8;
  }
  return weight;
}
