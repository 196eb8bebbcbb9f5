import { basename, relative, resolve, sep } from "node:path";
import { AppError } from "#core/errors";
import type { TransferNote } from "#core/samples";
import { readDataset } from "#electron/datasets";
import type { DatasetSample, ImageSource } from "#electron/datasets/reading";
import { scoredFormat } from "#electron/evaluation";
import { probeImage } from "#native-models/runtime";
import { type BatchSample, type BatchSource, ListHash, NOTES_KEPT } from "./batch-source.ts";
import type { SampleToRun } from "./contract.ts";

export interface ReadingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Samples that were seen so far. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * A dataset folder in our own format or ReasonSeg's. Reads it once to know its samples, and again, streaming, to run
 * them. Throws `not-found` and `bad-input` for a folder that is none.
 */
export async function openDatasetSource(folder: string, options: ReadingOptions = {}): Promise<BatchSource> {
  const path = resolve(folder);
  const format = await scoredFormat(path);
  const ids: string[] = [];
  const notes: TransferNote[] = [];
  let skipped = 0;
  const take = (note: TransferNote) => {
    if (note.outcome === "skipped") skipped++;
    if (notes.length < NOTES_KEPT) notes.push(note);
  };
  const hash = new ListHash();
  for await (const sample of readDataset(format, { source: path, signal: options.signal, onNote: take })) {
    const problem = problemOf(sample);
    if (problem !== null) {
      take(skipNote(sample, problem, path));
      continue;
    }
    const taken = batchSample(sample, ids.length);
    hash.add(taken, pictureName(sample.image, path));
    ids.push(sample.id);
    options.onProgress?.(ids.length);
  }
  return {
    identity: { kind: "dataset", path, name: basename(path), format, samples: ids.length, hash: hash.digest() },
    ids,
    skipped,
    notes,
    samples: (places, signal) => samplesAt(places, { format, path, signal }),
  };
}

async function* samplesAt(
  places: ReadonlySet<number>,
  { format, path, signal }: { readonly format: string; readonly path: string; readonly signal: AbortSignal },
): AsyncGenerator<BatchSample, void, void> {
  let index = 0;
  let left = places.size;
  if (left === 0) return;
  for await (const sample of readDataset(format, { source: path, signal })) {
    if (problemOf(sample) !== null) continue;
    const place = index++;
    if (!places.has(place)) continue;
    yield batchSample(sample, place);
    if (--left === 0) return;
  }
}

/** Why a sample cannot be run, in the words of its note; null where it can. */
function problemOf({ mask, question }: DatasetSample): string | null {
  if (mask === null) return "it has no mask to compare with";
  return question.trim() === "" ? "it has no question" : null;
}

function skipNote({ id }: DatasetSample, reason: string, file: string): TransferNote {
  const message = `The sample "${id.slice(0, 200)}" was not run: ${reason}. Complete it, or leave it out of the dataset.`;
  return { outcome: "skipped", reason, file, field: null, line: null, message };
}

function batchSample(sample: DatasetSample, index: number): BatchSample {
  const { id, question, category, kind, mask, ignore, image } = sample;
  if (mask === null) throw new Error(`${id} has no mask.`);
  const where = image.kind === "file" ? image.path : image.name;
  return {
    ...{ id, index, question, category, kinds: kind, truth: { mask, ignore }, where },
    image: () => imageOf(image),
  };
}

async function imageOf(image: ImageSource): Promise<SampleToRun["image"]> {
  if (image.kind === "bytes") {
    throw new AppError({
      code: "unsupported",
      message: "This picture lies inside another file.",
      where: image.name,
      cure: "Import the dataset into a project and evaluate that.",
    });
  }
  const { id, width, height } = await probeImage(image.path);
  return { path: image.path, hash: id, width, height };
}

function pictureName(image: ImageSource, folder: string): string {
  return image.kind === "bytes" ? image.name : relative(folder, image.path).split(sep).join("/");
}
