/** Working memory up to this many entries is kept between calls; what a huge mask needed is given back. */
const KEPT = 1 << 20;

/**
 * Working memory that is shared between calls, because allocating costs more than most of the work on a mask. Whoever
 * takes it must be done with it before it returns.
 */
export class Scratch<T extends Uint8Array | Int32Array | Uint32Array> {
  private kept: T;

  constructor(private readonly make: (size: number) => T) {
    this.kept = make(1 << 16);
  }

  /** At least `size` entries, holding anything. */
  take(size: number): T {
    if (size <= this.kept.length) return this.kept;
    const taken = this.make(Math.max(size, Math.min(KEPT, this.kept.length * 2)));
    if (taken.length <= KEPT) this.kept = taken;
    return taken;
  }
}
