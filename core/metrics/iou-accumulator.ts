import { type Convention, CUMULATIVE_EPSILON } from "./convention.ts";
import { gIouTerm, type IouTally } from "./tally.ts";

/** gIoU and cIoU, each in 0..1. */
export interface IouPair {
  readonly gIoU: number;
  readonly cIoU: number;
}

/**
 * gIoU and cIoU of samples that come one at a time.
 *
 * gIoU = mean of I/(U + 1e-5), 1 where U = 0; cIoU = sum I / (sum U + e), e = 1e-10 (`lisa`) or 1e-8 (`lens`).
 * LISA `train_ds.py` validate. (Its meter divides by count + 1e-5 after gathering from its GPUs; the mean is meant.)
 * Two accumulators of one convention can be merged, in any order.
 */
export class IouAccumulator {
  readonly convention: Convention;
  #samples = 0;
  #intersection = 0;
  #union = 0;
  #terms = 0;
  // Neumaier's compensation: with it the order of the samples does not show in the printed digits.
  #lost = 0;

  constructor(convention: Convention) {
    this.convention = convention;
  }

  get samples(): number {
    return this.#samples;
  }

  add(tally: IouTally): void {
    this.#samples++;
    this.#intersection += tally.intersection;
    this.#union += tally.union;
    this.#addTerm(gIouTerm(tally));
  }

  /** Takes another's samples in. Throws RangeError if its convention is another one. */
  merge(other: IouAccumulator): void {
    if (other.convention !== this.convention) {
      throw new RangeError(`Figures by ${other.convention} cannot be merged into figures by ${this.convention}.`);
    }
    this.#samples += other.#samples;
    this.#intersection += other.#intersection;
    this.#union += other.#union;
    this.#addTerm(other.#terms);
    this.#lost += other.#lost;
  }

  /** Null before the first sample. */
  result(): IouPair | null {
    if (this.#samples === 0) return null;
    return {
      gIoU: (this.#terms + this.#lost) / this.#samples,
      cIoU: this.#intersection / (this.#union + CUMULATIVE_EPSILON[this.convention]),
    };
  }

  #addTerm(term: number): void {
    const sum = this.#terms + term;
    this.#lost += Math.abs(this.#terms) >= Math.abs(term) ? this.#terms - sum + term : term - sum + this.#terms;
    this.#terms = sum;
  }
}
