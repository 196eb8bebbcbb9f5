/** How many of the last samples tell the pace: caches, slow starts and changing endpoints make older ones misleading. */
const REMEMBERED = 32;

/** Throughput and time left, from the moments when samples were finished. Times are in milliseconds. */
export class Pace {
  readonly #now: () => number;
  readonly #moments: number[];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#moments = [now()];
  }

  /** A sample was finished. */
  note(): void {
    this.#moments.push(this.#now());
    if (this.#moments.length > REMEMBERED + 1) this.#moments.shift();
  }

  /** Samples a second, by the moving average; null before the first. */
  perSecond(): number | null {
    const [first] = this.#moments;
    const last = this.#moments.at(-1);
    if (first === undefined || last === undefined || this.#moments.length < 2) return null;
    // Finished within one tick of the clock: a pace, though not one that can be divided by.
    return (this.#moments.length - 1) / (Math.max(1, last - first) / 1000);
  }

  /** Null while nothing is known. */
  secondsLeft(remaining: number): number | null {
    const pace = this.perSecond();
    return pace === null ? null : remaining / pace;
  }
}
