import { createHash } from "node:crypto";
import type { RunResult, TransferNote } from "#core/samples";
import type { GroundTruth } from "#electron/evaluation";
import type { SampleToRun } from "./contract.ts";
import type { SourceIdentity } from "./run-file.ts";

/** A sample whose turn has come. */
export interface BatchSample {
  readonly id: string;
  /** Place among the source's samples that can be run. */
  readonly index: number;
  readonly question: string;
  readonly category: string;
  readonly kinds: readonly string[];
  readonly truth: GroundTruth;
  /** Where its picture lies, to name in errors. */
  readonly where: string;
  /** Looks at the picture. Throws `image-missing`, `image-changed`, `image-damaged` or `too-large`. */
  image(): Promise<SampleToRun["image"]>;
}

/** Where samples with questions and ground truth come from. Reading it again gives the same samples in the same order. */
export interface BatchSource {
  readonly identity: SourceIdentity;
  /** Ids of the samples that can be run, in order. */
  readonly ids: readonly string[];
  /** Samples without a question or mask, and those that cannot be read. */
  readonly skipped: number;
  readonly notes: readonly TransferNote[];
  /** Those at these places, streamed in order. */
  samples(places: ReadonlySet<number>, signal: AbortSignal): AsyncGenerator<BatchSample, void, void>;
  /** Where results are kept with the samples themselves; `recordOnce` does nothing where the newest is of this run. */
  readonly keeper?: {
    record(sampleId: string, result: RunResult): void;
    recordOnce(sampleId: string, result: RunResult): void;
  };
}

/** The identity of a list of samples, taken up one by one. */
export class ListHash {
  readonly #hash = createHash("sha256");

  /** `picture`: a name that stays the same where the folder moves. */
  add(sample: Pick<BatchSample, "id" | "question" | "category" | "kinds" | "truth">, picture: string): void {
    const { id, question, category, kinds, truth } = sample;
    const rle = (mask: GroundTruth["ignore"]) => (mask === null ? null : [...mask.size, mask.counts]);
    const fields = [id, question, category, kinds, picture, rle(truth.mask), rle(truth.ignore)];
    this.#hash.update(`${JSON.stringify(fields)}\n`, "utf8");
  }

  digest(): string {
    return this.#hash.digest("hex");
  }
}

export const NOTES_KEPT = 1000;
