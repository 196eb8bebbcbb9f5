import { AppError } from "#core/errors";
import type { FormatInfo, SampleStatus, TransferNote, TransferProgress, TransferReport } from "#core/samples";
import { exporters } from "#electron/datasets/exporters";
import { isRefusal, REASONS } from "#electron/datasets/reading";
import { NoteBook } from "#electron/datasets/transfer";
import { type Exporter, type Exporting, OutputFolder, type Skipped, WriteError } from "#electron/datasets/writing";
import type { ProjectStore, StoredSampleExport } from "#electron/store";
import { type ExportedMasks, toExportSample } from "./sample.ts";

export interface ExportRequest {
  readonly store: Pick<
    ProjectStore,
    "dir" | "title" | "counts" | "exportSamples" | "sample" | "imageFile" | "imageStatus"
  >;
  readonly format: string;
  /** A folder that is not there yet, or is empty. */
  readonly out: string;
  readonly options?: Readonly<Record<string, string>> | undefined;
  /** Samples of these statuses; all but the rejected ones when left out. */
  readonly status?: readonly SampleStatus[] | undefined;
  /** `current` when left out. */
  readonly masks?: ExportedMasks | undefined;
  /** The first sample that cannot go out wholly ends the export, and nothing is written. */
  readonly strict?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  /** Where the file of all notes goes; null for none. */
  readonly notesFolder: string | null;
  readonly now?: (() => Date) | undefined;
}

/** Samples after which timers and signals get their turn, however little there was to wait for. */
const BREATH = 200;

/** What can be exported, for lists. */
export const exportFormats: readonly FormatInfo[] = exporters.map(({ info }) => info);

/**
 * Writes a project's samples into a new folder, one after the other; the folder appears when all of it is there.
 * Where no sample could go out the report says so and no folder is made.
 * Throws `usage` for an unknown format or option, `conflict` where something lies at `out`, `cancelled`, `disk-full`,
 * `read-only`; nothing is left at or beside `out` then.
 */
export async function exportDataset(request: ExportRequest): Promise<TransferReport> {
  const exporter = exporterById(request.format);
  const options = completeOptions(exporter.info, request.options ?? {});
  const signal = request.signal ?? new AbortController().signal;
  const folder = await OutputFolder.create(request.out, request.store.dir);
  const book = new NoteBook(request.notesFolder, `export-${request.format}`, (request.now ?? (() => new Date()))());
  const run = new Run(request, book, signal);
  try {
    const taken = await run.write(exporter, options, folder);
    // Nothing that could go out is no dataset: the report says why, and the place stays free.
    if (taken === 0) await folder.discard();
    else await folder.commit();
    const { format } = request;
    book.close();
    const told = { ...book.report(), partly: run.partly };
    return { direction: "export", format, path: folder.path, taken, present: 0, ...told, cancelled: false };
  } catch (thrown) {
    await folder.discard();
    throw signal.aborted ? cancelled(folder.path, thrown) : thrown;
  } finally {
    book.close();
  }
}

class Run {
  readonly #request: ExportRequest;
  readonly #book: NoteBook;
  readonly #signal: AbortSignal;
  #taken = 0;
  #done = 0;
  /** Samples, not notes: one may lack two things. */
  partly = 0;

  constructor(request: ExportRequest, book: NoteBook, signal: AbortSignal) {
    this.#request = request;
    this.#book = book;
    this.#signal = signal;
  }

  async write(exporter: Exporter, options: Readonly<Record<string, string>>, folder: OutputFolder): Promise<number> {
    const { store, status } = this.#request;
    const total = totalOf(store.counts(), status);
    let current = "";
    const exporting = await exporter.begin({
      folder,
      options,
      project: { title: store.title },
      signal: this.#signal,
      partly: ({ reason, message }) => this.#note("partly", current, { reason, message }),
    });
    for (const stored of store.exportSamples(status)) {
      this.#signal.throwIfAborted();
      current = stored.id;
      await this.#one(stored, exporting);
      this.#progress(++this.#done, total);
      if (this.#done % BREATH === 0) await new Promise(setImmediate);
    }
    this.#signal.throwIfAborted();
    await exporting.finish();
    return this.#taken;
  }

  async #one(stored: StoredSampleExport, exporting: Exporting): Promise<void> {
    if (stored.status === "rejected" && this.#request.status === undefined) {
      const message = "Rejected samples stay behind unless --status names them.";
      this.#book.add(noteOf("skipped", stored.id, { reason: "it was rejected", message }));
      return;
    }
    const notes = this.#book.partly;
    const sample = toExportSample(stored, this.#request.masks ?? "current", this.#request.store);
    const skipped = await refusalOf(() => exporting.add(sample));
    if (skipped === null) {
      this.#taken++;
      if (this.#book.partly > notes) this.partly++;
    } else this.#note("skipped", stored.id, skipped);
  }

  #note(outcome: TransferNote["outcome"], id: string, why: Skipped): void {
    if (this.#request.strict) throw strictRefusal(id, why);
    this.#book.add(noteOf(outcome, id, why));
  }

  #progress(done: number, total: number): void {
    this.#request.onProgress?.({ done, total, unit: "samples", taken: this.#taken, skipped: this.#book.skipped });
  }
}

/** What speaks of one sample alone leaves that one behind; a full disk ends it all. */
async function refusalOf(add: () => Promise<Skipped | null>): Promise<Skipped | null> {
  try {
    return await add();
  } catch (thrown) {
    const isOfSample = isRefusal(thrown) || (thrown instanceof AppError && thrown.code === "image-changed");
    if (!isOfSample || thrown instanceof WriteError) throw thrown;
    const { code, message, where, cure } = thrown as AppError;
    return { reason: REASON_OF[code] ?? REASONS.maskDamaged, message: `${message} (${where ?? "?"}) ${cure}` };
  }
}

const REASON_OF: Readonly<Partial<Record<AppError["code"], string>>> = {
  "not-found": REASONS.imageMissing,
  "image-missing": REASONS.imageMissing,
  "image-changed": "its image is no longer the one that was imported",
  "image-damaged": REASONS.imageDamaged,
};

/** The sample's id stands where a reading's notes have the file. */
function noteOf(outcome: TransferNote["outcome"], id: string, { reason, message }: Skipped): TransferNote {
  return { outcome, reason, file: id, field: null, line: null, message };
}

function strictRefusal(id: string, { reason, message }: Skipped): AppError {
  return new AppError({
    code: "bad-input",
    message: `Strict export stops here: ${reason}. ${message}`,
    where: `sample ${id.slice(0, 300)}`,
    cure: "Mend the sample, or export without --strict to leave out what cannot go.",
  });
}

function cancelled(where: string, cause: unknown): AppError {
  const message = "The export was cancelled, and nothing of it was kept.";
  return new AppError({ code: "cancelled", message, where, cure: "Start it again when you want it." }, { cause });
}

function totalOf(counts: Readonly<Record<SampleStatus, number>>, status: readonly SampleStatus[] | undefined): number {
  const statuses = status ?? (Object.keys(counts) as SampleStatus[]);
  return statuses.reduce((sum, each) => sum + (counts[each] ?? 0), 0);
}

function exporterById(id: string): Exporter {
  const exporter = exporters.find(({ info }) => info.id === id);
  if (exporter !== undefined) return exporter;
  const cure = `Use one of ${exporters.map(({ info }) => info.id).join(", ")}.`;
  throw new AppError({ code: "usage", message: `There is no export format "${id}".`, where: id, cure });
}

/** Throws `usage` for an option that the format has not, or a value that is none of its choices. */
function completeOptions(info: FormatInfo, given: Readonly<Record<string, string>>): Record<string, string> {
  const options: Record<string, string> = {};
  for (const { key, preset } of info.options) if (preset !== null) options[key] = preset;
  for (const [key, value] of Object.entries(given)) {
    const option = info.options.find((known) => known.key === key);
    const where = `${key}=${value}`;
    if (option === undefined) {
      const known = info.options.map((each) => each.key).join(", ");
      const cure = known === "" ? "Leave it out; this format has no options." : `Its options are ${known}.`;
      throw new AppError({ code: "usage", message: `The format ${info.id} has no option "${key}".`, where, cure });
    }
    if (option.choices !== undefined && !option.choices.includes(value)) {
      const cure = `Use one of ${option.choices.join(", ")}.`;
      throw new AppError({ code: "usage", message: `"${value}" is no value of the option ${key}.`, where, cure });
    }
    options[key] = value;
  }
  return options;
}
