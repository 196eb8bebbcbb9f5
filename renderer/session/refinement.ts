import type { Rle } from "#core/masks";
import type { SampleState } from "#core/samples";
import { untouchedCandidate } from "./prompts.ts";
import type { OpenSample } from "./types.ts";

/** A mask that SAM starts from, and whose it is where a candidate's as it was proposed. */
export interface Base {
  readonly mask: Rle;
  readonly candidateId: string | null;
}

/**
 * Which mask a series of prompts refines. A series begins with the first prompt on a mask, chosen or painted, and goes on
 * from the same mask with every further prompt, so that taking a prompt back takes back what it did; an edit by hand in
 * between begins another one. Prompts without a mask under them refine nothing: SAM answers them alone.
 */
export class Refinements {
  /** What SAM answered last on a sample, and what that series started from. */
  readonly #series = new Map<string, { readonly answer: string; readonly base: Base | null }>();

  baseOf(sample: OpenSample): Base | null {
    const { mask } = sample.state;
    if (mask === null) return null;
    const series = this.#series.get(sample.detail.id);
    if (series?.answer === mask.counts) return series.base;
    const candidate = untouchedCandidate(sample.state, sample.detail.candidates);
    return { mask, candidateId: candidate?.id ?? null };
  }

  /** SAM's answer is the sample's mask now. */
  answered(sampleId: string, answer: SampleState["mask"], base: Base | null): void {
    if (answer === null) this.#series.delete(sampleId);
    else this.#series.set(sampleId, { answer: answer.counts, base });
  }
}
