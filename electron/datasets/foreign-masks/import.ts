import { join, resolve } from "node:path";
import { AppError } from "#core/errors";
import type { Rle } from "#core/masks";
import type { TransferNote, TransferProgress, TransferReport } from "#core/samples";
import { type PredictionProblem, type Predictions, readPredictions } from "#electron/datasets/predictions";
import { isRefusal, REASONS, sizeProblem } from "#electron/datasets/reading";
import { NoteBook } from "#electron/datasets/transfer";
import type { ForeignMask, ProjectStore } from "#electron/store";

export interface ForeignImportRequest {
  readonly store: Pick<ProjectStore, "dir" | "sample" | "addForeignMasks">;
  /** What `readPredictions` reads. */
  readonly path: string;
  /** The model that made the masks, as people call it. */
  readonly name: string;
  /** Nothing is written if anything is wrong: everything is read once to see, then again to import. */
  readonly strict?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  /** Where the file of all notes goes; `<project>/imports` when left out, null for none. */
  readonly notesFolder?: string | null | undefined;
  readonly now?: (() => Date) | undefined;
}

/** Masks in one transaction, and characters of them: both bound what is in memory at a time. */
const BATCH = 200;
const BATCH_CHARACTERS = 16 * 2 ** 20;

const NO_SAMPLE = "the project has no sample of this id";

/**
 * Another model's masks as candidates of source `imported`, batch after batch; each is on the disk before the next is
 * read. What cannot be taken is in the report, by id. A cancelled import answers with what was taken.
 * Throws what `readPredictions` throws, and `bad-input` for a name that is none.
 */
export async function importForeignMasks(request: ForeignImportRequest): Promise<TransferReport> {
  const { store, path, strict = false } = request;
  const signal = request.signal ?? new AbortController().signal;
  const notesFolder = request.notesFolder === undefined ? join(store.dir, "imports") : request.notesFolder;
  const book = new NoteBook(notesFolder, "predictions", (request.now ?? (() => new Date()))());
  const counts = { taken: 0, present: 0 };
  // Refuses a name that is none before anything is read.
  store.addForeignMasks(request.name, []);
  const predictions = await readPredictions(path, { signal });
  let cancelled = false;
  try {
    const work = new ForeignImport(request, predictions, book, signal, counts);
    if (strict) await work.check();
    await work.write();
  } catch (thrown) {
    if (!signal.aborted || (thrown instanceof AppError && thrown.code !== "cancelled")) throw thrown;
    cancelled = true;
  } finally {
    book.close();
    await predictions.close();
  }
  const told = book.report();
  return { direction: "import", format: "predictions", path: resolve(path), ...counts, ...told, cancelled };
}

class ForeignImport {
  readonly #request: ForeignImportRequest;
  readonly #predictions: Predictions;
  readonly #book: NoteBook;
  readonly #signal: AbortSignal;
  readonly #counts: { taken: number; present: number };

  constructor(
    request: ForeignImportRequest,
    predictions: Predictions,
    book: NoteBook,
    signal: AbortSignal,
    counts: { taken: number; present: number },
  ) {
    this.#request = request;
    this.#predictions = predictions;
    this.#book = book;
    this.#signal = signal;
    this.#counts = counts;
  }

  /** Throws the first thing that is wrong. */
  async check(): Promise<void> {
    const [problem] = this.#predictions.problems;
    if (problem !== undefined) throw strictRefusal(problem);
    for await (const { sampleId, rle } of this.#masks((note) => {
      throw strictRefusal(note);
    })) {
      const why = this.#whyRefused(sampleId, rle);
      if (why !== null) throw strictRefusal(this.#noteOf(sampleId, why));
    }
  }

  async write(): Promise<void> {
    for (const problem of this.#predictions.problems) this.#book.add(withoutId(problem));
    let batch: ForeignMask[] = [];
    let characters = 0;
    for await (const mask of this.#masks((note) => this.#book.add(note))) {
      batch.push(mask);
      characters += mask.rle.counts.length;
      if (batch.length < BATCH && characters < BATCH_CHARACTERS) continue;
      this.#add(batch);
      batch = [];
      characters = 0;
    }
    this.#add(batch);
  }

  async *#masks(onNote: (note: TransferNote) => void): AsyncGenerator<ForeignMask> {
    const total = this.#predictions.count;
    let done = 0;
    for (const id of this.#predictions.ids()) {
      this.#signal.throwIfAborted();
      const rle = await this.#read(id, onNote);
      if (rle !== null) yield { sampleId: id, rle };
      const { taken } = this.#counts;
      this.#request.onProgress?.({ done: ++done, total, unit: "samples", taken, skipped: this.#book.skipped });
    }
  }

  async #read(id: string, onNote: (note: TransferNote) => void): Promise<Rle | null> {
    try {
      return await this.#predictions.get(id);
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      onNote(this.#noteOf(id, { reason: REASONS.maskDamaged, message: `${thrown.message} ${thrown.cure}` }));
      return null;
    }
  }

  #add(batch: readonly ForeignMask[]): void {
    if (batch.length === 0) return;
    const { added, present, refused } = this.#request.store.addForeignMasks(this.#request.name, batch);
    this.#counts.taken += added;
    this.#counts.present += present;
    for (const { index, message, cure } of refused) {
      const { sampleId, rle } = batch[index] as ForeignMask;
      const reason = this.#whyRefused(sampleId, rle)?.reason ?? "the project could not take its mask";
      this.#book.add(this.#noteOf(sampleId, { reason, message: `${message} ${cure}` }));
    }
  }

  /** Null where nothing speaks against it. */
  #whyRefused(id: string, rle: Rle): { reason: string; message: string } | null {
    try {
      const problem = sizeProblem(rle, this.#request.store.sample(id).image);
      return problem === null ? null : { reason: REASONS.maskSize, message: `${problem} Export it at that size.` };
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== "not-found") throw thrown;
      return { reason: NO_SAMPLE, message: "Import its dataset first, or mend the mask's name." };
    }
  }

  #noteOf(id: string, { reason, message }: { reason: string; message: string }): TransferNote {
    const file = this.#predictions.whereOf(id) ?? this.#predictions.path;
    return { outcome: "skipped", reason, file, field: id, line: null, message };
  }
}

function withoutId({ id: _, ...note }: PredictionProblem): TransferNote {
  return note;
}

function strictRefusal({ reason, message, file, field, line }: TransferNote): AppError {
  const at = `${file}${line === null ? "" : `:${line}`}${field === null ? "" : `, ${field}`}`;
  return new AppError({
    code: "bad-input",
    message: `Strict import stops here: ${reason}. ${message}`,
    where: at,
    cure: "Mend it, or import without --strict to skip what cannot be taken. Nothing was written.",
  });
}
