import type { Rle } from "#core/masks";
import type { Candidate, FormatInfo, SampleStatus } from "#core/samples";
import type { OutputFolder } from "./output-folder.ts";

/** A sample's picture as the project knows it. */
export interface ExportImage {
  /** SHA-256 of the file's bytes: samples of one picture share it. */
  readonly id: string;
  /** The file's own name, for people. */
  readonly name: string;
  /** As sharp names it: jpeg, png, webp ... */
  readonly format: string;
  /** As it is seen, after its EXIF orientation. */
  readonly width: number;
  readonly height: number;
  /** Path of the file, checked to be the one that was imported. Throws `image-missing`, `image-changed`, `image-damaged`. */
  file(): string;
}

/** What exporters are given of a sample. */
export interface ExportSample {
  readonly id: string;
  readonly image: ExportImage;
  readonly question: string;
  readonly category: string;
  readonly kind: readonly string[];
  readonly split: string;
  /** The mask that goes out; null where there is none, empty where nothing in the image is meant. */
  readonly mask: Rle | null;
  readonly ignore: Rle | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly status: SampleStatus;
  readonly comment: string;
  /** The verdict in full, for formats that keep keys of their own; left out without one. */
  readonly review?: Readonly<Record<string, unknown>>;
  /** Read when asked for: most formats take none. */
  candidates(): readonly Candidate[];
}

export interface ExportContext {
  readonly folder: OutputFolder;
  /** Every option of the format, with its preset where nothing was said. */
  readonly options: Readonly<Record<string, string>>;
  readonly project: { readonly title: string };
  readonly signal: AbortSignal;
  /** The sample that is being added goes out without what is named. Throws where the export is strict. */
  partly(note: Skipped): void;
}

/** Why a sample did not go out, or not wholly; `reason` is the same for all of a kind. */
export interface Skipped {
  readonly reason: string;
  readonly message: string;
}

/** An export under way. Samples come one after the other, each once. */
export interface Exporting {
  /**
   * Null when it was written; what it writes for a sample comes after all that can refuse it. Throws `image-missing`
   * and its like for this sample alone, `disk-full` and its like for all of them.
   */
  add(sample: ExportSample): Promise<Skipped | null>;
  /** Writes what stands at the end of all. */
  finish(): Promise<void>;
}

/** One format that people take their samples away in. */
export interface Exporter {
  readonly info: FormatInfo;
  begin(context: ExportContext): Promise<Exporting>;
}
