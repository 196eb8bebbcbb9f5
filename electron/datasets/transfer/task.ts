import type { DatasetSample } from "#electron/datasets/reading";

/** What is to be read; travels to the worker as it is. */
export interface ReadingTask {
  readonly format: string;
  readonly source: string;
  readonly options: Readonly<Record<string, string>>;
  readonly mapping: Readonly<Record<string, string>>;
  readonly strict: boolean;
  /** The first so many samples; null: all of them. */
  readonly limit: number | null;
  /** Folder for images that the dataset holds as bytes; null where nothing is to be written. */
  readonly staging: string | null;
  /** Whether each image's pixels are decoded as the project would, so that what it would refuse is told. */
  readonly checkImages: boolean;
}

/** A sample whose image is a file by now. */
export interface ReadySample extends Omit<DatasetSample, "image"> {
  readonly path: string;
  /** It lies in the staging folder and goes away after the batch. */
  readonly staged: boolean;
}

export type Batch = readonly ReadySample[];

/** Limits of one batch: enough to spread the cost of a transaction, little enough to hold two of them. */
export const BATCH_SAMPLES = 1000;
export const BATCH_BYTES = 8 * 2 ** 20;
