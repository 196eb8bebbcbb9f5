import type { Rle } from "#core/masks";
import type { ColumnMapping, FormatInfo, TransferNote } from "#core/samples";

/** Where a sample's picture is: a file of the dataset, or bytes inside one (parquet). */
export type ImageSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "bytes"; readonly name: string; readonly bytes: Uint8Array };

/** What every importer yields, whatever the format. */
export interface DatasetSample {
  /** The dataset's own, unique in it and the same on every reading: a second import must recognise it. */
  readonly id: string;
  readonly image: ImageSource;
  /** Unchanged, any Unicode. Empty where the source has none. */
  readonly question: string;
  readonly category: string;
  readonly kind: readonly string[];
  readonly split: string;
  /** Of the image's size. Null: the source has no mask; an empty mask: nothing in the image is meant. */
  readonly mask: Rle | null;
  /** Pixels that count nowhere. */
  readonly ignore: Rle | null;
  /** A mask of the model `model` that is to be judged, in the place of a reference mask. Of the image's size. */
  readonly proposal?: { readonly model: string; readonly rle: Rle };
  /** Everything else that is worth keeping, JSON only, under the format's own name where an export needs it again. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A note without what the context adds by itself. */
export interface Note {
  /** The same words for all notes of a kind, lower case, no names in it: "its image is missing". */
  readonly reason: string;
  readonly file: string;
  readonly field?: string | undefined;
  readonly line?: number | undefined;
  /** What exactly is wrong here, and how to mend it. */
  readonly message: string;
}

/** What a reader is given. */
export interface ReadContext {
  /** Absolute path of the folder or file to read. */
  readonly source: string;
  readonly options: Readonly<Record<string, string>>;
  /** Role -> column, as the user corrected it; empty: as guessed. */
  readonly mapping: Readonly<Record<string, string>>;
  /** Readers look at it between files or chunks: `context.signal.throwIfAborted()`. */
  readonly signal: AbortSignal;
  /** No sample comes of this. Throws instead where the reading is strict. */
  skip(note: Note): void;
  /** The sample is there, but without what is named. Throws instead where the reading is strict. */
  partly(note: Note): void;
  /** Streaming readers await it between chunks: what was told before has been taken by then, in bounded memory. */
  settle?(): Promise<void>;
  /** As often as one likes; `total` 0 while it is unknown. */
  progress(done: number, total: number, unit: "bytes" | "files" | "rows"): void;
}

/** One dataset format. A reader streams: it holds no more than an index of its source in memory. */
export interface DatasetFormat {
  readonly info: FormatInfo;
  /** Whether the source looks like this format, from names and the first bytes alone. Never throws. */
  looksLike(source: string): Promise<boolean>;
  read(context: ReadContext): AsyncGenerator<DatasetSample, void, void>;
  /** Formats with columns: what they are and how they would be mapped. */
  describe?(context: ReadContext): Promise<ColumnMapping>;
}

export type NoteListener = (note: TransferNote) => void;
