import type { Rle } from "#core/masks";
import type { TransferNote } from "#core/samples";

/** A note of a reading, with the sample that it is about where that is known. */
export interface PredictionProblem extends TransferNote {
  readonly id: string | null;
}

/**
 * Ready-made masks of another model, by sample id. Only the ids and where each mask lies are held in memory; a mask is
 * read when it is asked for. Close it after use.
 */
export interface Predictions {
  /** Absolute. */
  readonly path: string;
  readonly kind: "folder" | "jsonl" | "coco-results";
  /** Ids in the order in which they were found, each once. */
  ids(): Iterable<string>;
  has(id: string): boolean;
  readonly count: number;
  /** The file, and line where there are lines, that a sample's mask lies in; null where there is none. */
  whereOf(id: string): string | null;
  /**
   * The mask of a sample; null where there is none. Not compared with any image's size: callers know the image.
   * Throws an AppError for a mask that is there and cannot be read (`bad-input`, `image-damaged`, `too-large` ...).
   */
  get(id: string): Promise<Rle | null>;
  /** What was found wrong while the ids were gathered: broken lines, second masks for one id. The first 1000. */
  readonly problems: readonly PredictionProblem[];
  /** How many there were in all. */
  readonly problemCount: number;
  close(): Promise<void>;
}

export interface PredictionOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number, unit: "bytes" | "files") => void) | undefined;
}
