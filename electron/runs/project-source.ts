import { basename } from "node:path";
import { setImmediate } from "node:timers/promises";
import { AppError, type ErrorCode } from "#core/errors";
import type { ImageStatus, RunResult, TransferNote } from "#core/samples";
import { type ProjectStore, type StoredSampleExport, takenIgnore } from "#electron/store";
import { type BatchSample, type BatchSource, ListHash, NOTES_KEPT } from "./batch-source.ts";
import type { ReadingOptions } from "./dataset-source.ts";

/** Samples after which others have their turn: reading is synchronous, and Ctrl-C has to be heard. */
const BREATH = 100;

/** The samples of an open project that have ground truth and a question. Their results are recorded in it too. */
export async function openProjectSource(store: ProjectStore, options: ReadingOptions = {}): Promise<BatchSource> {
  const ids: string[] = [];
  const notes: TransferNote[] = [];
  let skipped = 0;
  const hash = new ListHash();
  for (const sample of store.exportSamples()) {
    if (sample.ordinal % BREATH === 0) await setImmediate();
    options.signal?.throwIfAborted();
    const taken = batchSample(store, sample, ids.length);
    if (taken === null) {
      skipped++;
      if (notes.length < NOTES_KEPT) notes.push(skipNote(sample, store.dir));
      continue;
    }
    hash.add(taken, sample.image.id);
    ids.push(sample.id);
    options.onProgress?.(ids.length);
  }
  return {
    identity: {
      ...{ kind: "project", path: store.dir, name: basename(store.dir), format: "project" },
      ...{ samples: ids.length, hash: hash.digest() },
    },
    ids,
    skipped,
    notes,
    samples: (places) => samplesAt(store, places),
    keeper: {
      record: (sampleId, result) => void store.recordRun(sampleId, result),
      recordOnce: (sampleId, result) => recordOnce(store, sampleId, result),
    },
  };
}

/** What a kill left undone between a line of results and its record in the project. */
function recordOnce(store: ProjectStore, sampleId: string, result: RunResult): void {
  const { run } = store.sample(sampleId);
  if (run?.batch !== undefined && run.batch === result.batch) return;
  store.recordRun(sampleId, result);
}

async function* samplesAt(store: ProjectStore, places: ReadonlySet<number>): AsyncGenerator<BatchSample, void, void> {
  let index = 0;
  let left = places.size;
  if (left === 0) return;
  for (const stored of store.exportSamples()) {
    if (stored.ordinal % BREATH === 0) await setImmediate();
    const sample = batchSample(store, stored, index);
    if (sample === null) continue;
    if (!places.has(index++)) continue;
    yield sample;
    if (--left === 0) return;
  }
}

/** Null without ground truth or a question. */
function batchSample(store: ProjectStore, stored: StoredSampleExport, index: number): BatchSample | null {
  const { id, question, category, kind, groundTruth, image } = stored;
  if (groundTruth === null || question.trim() === "") return null;
  const ignore = takenIgnore(stored);
  return {
    ...{ id, index, question, category, kinds: kind, truth: { mask: groundTruth, ignore }, where: stored.imageName },
    image: async () => {
      const { file } = store.imageFile(image.id);
      const status = store.imageStatus(image.id);
      if (status !== "ok") throw notIntact(status, file);
      return { path: file, hash: image.id, width: image.width, height: image.height };
    },
  };
}

const CODES: Readonly<Record<Exclude<ImageStatus, "ok">, ErrorCode>> = Object.freeze({
  missing: "image-missing",
  changed: "image-changed",
  damaged: "image-damaged",
});

function notIntact(status: Exclude<ImageStatus, "ok">, file: string): AppError {
  return new AppError({
    code: CODES[status],
    message: `The image file of this sample is ${status}.`,
    where: file,
    cure: "Put the original file back at this place, then resume.",
  });
}

function skipNote({ id, groundTruth }: StoredSampleExport, file: string): TransferNote {
  const reason = groundTruth === null ? "it has no ground truth" : "it has no question";
  const message = `The sample "${id.slice(0, 200)}" was not run: ${reason}.`;
  return { outcome: "skipped", reason, file, field: null, line: null, message };
}
