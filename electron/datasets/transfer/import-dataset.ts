import { join, resolve } from "node:path";
import { AppError } from "#core/errors";
import type { TransferNote, TransferProgress, TransferReport } from "#core/samples";
import type { NewSample, ProjectStore, SampleImport } from "#electron/store";
import { probeImage } from "#native-models/runtime";
import { NoteBook } from "./note-book.ts";
import { type ReadingHooks, readBatches } from "./read-batches.ts";
import { closeStaging, openStaging, removeStaged } from "./staging.ts";
import type { Batch, ReadingTask, ReadySample } from "./task.ts";
import { readInWorker, WORKER_LIMITS, type WorkerLimits } from "./worker-link.ts";

export interface ImportRequest {
  /** The project that takes the samples; null: nothing is written, everything is read and checked. */
  readonly store: Pick<ProjectStore, "dir" | "beginImport"> | null;
  readonly format: string;
  readonly source: string;
  readonly options?: Readonly<Record<string, string>> | undefined;
  readonly mapping?: Readonly<Record<string, string>> | undefined;
  /** Nothing is written if anything is wrong: the source is read once to see, then again to import. */
  readonly strict?: boolean | undefined;
  /** Images into the project, or left where they lie. Images from inside a dataset file are always copied. */
  readonly copy: boolean;
  /** The first so many samples. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  /** Where the file of all notes goes; `<project>/imports` when left out, null for none. */
  readonly notesFolder?: string | null | undefined;
  /** The built worker (`datasetsWorkerBeside`); null reads in this thread. */
  readonly workerFile: string | null;
  readonly limits?: Partial<WorkerLimits> | undefined;
  readonly now?: (() => Date) | undefined;
}

/**
 * Reads a dataset into a project, batch after batch; each batch is on the disk before the next is read. Samples that
 * the project has already are left as they are, so an import that was interrupted can simply be started again.
 * A cancelled import answers with what was taken. Throws what the reading throws; its message says what stays.
 */
export async function importDataset(request: ImportRequest): Promise<TransferReport> {
  const { store, strict = false } = request;
  const signal = request.signal ?? new AbortController().signal;
  const importsFolder = store === null ? null : join(store.dir, "imports");
  const notesFolder = request.notesFolder === undefined ? importsFolder : request.notesFolder;
  const book = new NoteBook(notesFolder, request.format, (request.now ?? (() => new Date()))());
  const work = new Import(request, book, signal);
  const staging = importsFolder === null ? null : await openStaging(importsFolder);
  let cancelled = false;
  try {
    if (strict && store !== null) await work.check();
    if (store === null) await work.check();
    else await work.write(store, staging as string);
  } catch (thrown) {
    if (!isCancelled(thrown, signal)) throw withWhatStays(thrown, work.taken);
    cancelled = true;
  } finally {
    book.close();
    if (staging !== null) await closeStaging(staging);
  }
  return work.report(cancelled);
}

class Import {
  taken = 0;
  present = 0;
  #takenFromInside = 0;
  readonly #request: ImportRequest;
  readonly #book: NoteBook;
  readonly #hooks: ReadingHooks;

  constructor(request: ImportRequest, book: NoteBook, signal: AbortSignal) {
    this.#request = request;
    this.#book = book;
    this.#hooks = {
      signal,
      onNote: (note) => book.add(note),
      onProgress: (done, total, unit) =>
        request.onProgress?.({ done, total, unit, taken: this.taken, skipped: book.skipped }),
    };
  }

  /** Reads everything and writes nothing; in strict reading the first note is thrown. */
  async check(): Promise<void> {
    const { store } = this.#request;
    for await (const batch of this.#batches({ staging: null, checkImages: true })) {
      // In a strict import this is only the look before: what counts is written afterwards.
      if (store === null) this.taken += batch.length;
    }
  }

  async write(store: Pick<ProjectStore, "beginImport">, staging: string): Promise<void> {
    const { copy } = this.#request;
    // Begun with the first samples: a source that has none leaves the project as it is.
    let asAsked: SampleImport | null = null;
    let copied: SampleImport | null = null;
    for await (const batch of this.#batches({ staging, checkImages: false })) {
      const [inside, outside] = [batch.filter(({ staged }) => staged), batch.filter(({ staged }) => !staged)];
      if (outside.length > 0) {
        asAsked ??= store.beginImport({ copy, probe: probeImage });
        await this.#add(asAsked, outside);
      }
      if (inside.length > 0) {
        copied ??= store.beginImport({ copy: true, probe: probeImage });
        this.#takenFromInside += await this.#add(copied, inside);
        await Promise.all(inside.map(({ path }) => removeStaged(path)));
      }
    }
  }

  report(cancelled: boolean): TransferReport {
    const { format, source } = this.#request;
    const { taken, present } = this;
    const fromInside = this.#takenFromInside === 0 ? {} : { takenFromInside: this.#takenFromInside };
    const counts = { taken, ...fromInside, present };
    return { direction: "import", format, path: resolve(source), ...counts, ...this.#book.report(), cancelled };
  }

  #batches(how: Pick<ReadingTask, "staging" | "checkImages">): AsyncGenerator<Batch, unknown, void> {
    const { format, source, options = {}, mapping = {}, strict = false, limit = null, workerFile } = this.#request;
    const task: ReadingTask = { format, source: resolve(source), options, mapping, strict, limit, ...how };
    if (workerFile === null) return readBatches(task, this.#hooks);
    const limits = { ...WORKER_LIMITS, ...this.#request.limits };
    return readInWorker(workerFile, { kind: "read", task }, this.#hooks, limits);
  }

  /** How many were added. */
  async #add(target: SampleImport, samples: readonly ReadySample[]): Promise<number> {
    const { added, present, refused } = await target.add(samples.map(toNewSample));
    this.taken += added;
    this.present += present;
    for (const { index, message, cure } of refused) {
      this.#book.add(refusalNote(samples[index] as ReadySample, `${message} ${cure}`));
    }
    if (this.#request.strict && refused[0] !== undefined) throw changedMeanwhile(refused[0]);
    return added;
  }
}

function toNewSample(sample: ReadySample): NewSample {
  const { id, path, question, category, kind, split, mask, ignore, proposal, details } = sample;
  const judged = proposal === undefined ? {} : { proposal };
  return { id, imagePath: path, question, category, kind, split, groundTruth: mask, ignore, ...judged, details };
}

function refusalNote({ id, path }: ReadySample, message: string): TransferNote {
  const reason = "the project could not take its image or mask";
  return { outcome: "skipped", reason, file: path, field: id, line: null, message };
}

/** A strict import looked at every file before; only one that changed since can be refused here. */
function changedMeanwhile({ message, cure }: { readonly message: string; readonly cure: string }): AppError {
  return new AppError({ code: "bad-input", message, cure });
}

const isCancelled = (thrown: unknown, signal: AbortSignal): boolean =>
  signal.aborted && (!(thrown instanceof AppError) || thrown.code === "cancelled");

function withWhatStays(thrown: unknown, taken: number): unknown {
  if (!(thrown instanceof AppError) || taken === 0) return thrown;
  const stays = `The ${taken} samples before it were taken and stay; a new import leaves them as they are.`;
  return new AppError({ ...thrown.toReport(), message: `${thrown.message} ${stays}` }, { cause: thrown });
}
