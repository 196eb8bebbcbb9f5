/** How quickly verdicts are given in this session. */
export interface PaceState {
  readonly verdicts: number;
  /** Median seconds from a sample's opening to its verdict; null before the first. */
  readonly seconds: number | null;
}

export const noPace: PaceState = Object.freeze({ verdicts: 0, seconds: null });

/** Measures from a sample's opening to its first verdict; times in ms. A pause shows in the mean, not in the median. */
export class Pace {
  #openedAt: number | null = null;
  readonly #seconds: number[] = [];

  opened(now: number): void {
    this.#openedAt = now;
  }

  /** Another verdict on the same sample is second thoughts, and no sample more. */
  judged(now: number): PaceState {
    if (this.#openedAt !== null) this.#seconds.push((now - this.#openedAt) / 1000);
    this.#openedAt = null;
    return { verdicts: this.#seconds.length, seconds: median(this.#seconds) };
  }
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
