/** How quickly verdicts are given in this session. */
export interface PaceState {
  readonly verdicts: number;
  /** Median seconds from a sample's opening to its verdict; null before the first. */
  readonly seconds: number | null;
}

export const noPace: PaceState = Object.freeze({ verdicts: 0, seconds: null });

/** Longer than this without a key or the pointer nobody is at work: the whole gap is left out. */
export const PAUSE_MINUTES = 3;
const PAUSE_MS = PAUSE_MINUTES * 60_000;
const LEAST_MS = 1000;

/** Measures from a sample's opening to its first verdict, without the pauses in between; times in ms. */
export class Pace {
  #openedAt: number | null = null;
  #seenAt = 0;
  /** Of the time since the opening. */
  #paused = 0;
  readonly #seconds: number[] = [];

  opened(now: number): void {
    this.#openedAt = now;
    this.#seenAt = now;
    this.#paused = 0;
  }

  /** The person did something, whatever it was. */
  seen(now: number): void {
    const gap = now - this.#seenAt;
    if (gap > PAUSE_MS) this.#paused += gap;
    this.#seenAt = now;
  }

  /** Another verdict on the same sample is second thoughts, and no sample more. */
  judged(now: number): PaceState {
    this.seen(now);
    const worked = this.#openedAt === null ? null : now - this.#openedAt - this.#paused;
    // The press alone after a pause tells nothing of how long the sample took.
    const isMeasured = worked !== null && (this.#paused === 0 || worked >= LEAST_MS);
    if (isMeasured) this.#seconds.push(worked / 1000);
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
