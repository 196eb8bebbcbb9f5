import type { TypedNumbers } from "./leaf-shape.ts";

/** Several lists of numbers or flags, as a mask's rows of pixels are stored, without a JavaScript array of each. */
export class NumberRows {
  constructor(
    /** One after the other; flags are 0 and 1. */
    readonly values: TypedNumbers,
    /** How many numbers each list has; one that is missing has none. */
    readonly lengths: readonly number[],
    readonly isFlags: boolean,
    /** Numbers that are missing, which no length counts. */
    readonly missing: number,
  ) {}

  get count(): number {
    return this.lengths.length;
  }

  /** The length that all lists have, or null. */
  get width(): number | null {
    const [first] = this.lengths;
    return first !== undefined && this.lengths.every((length) => length === first) ? first : null;
  }

  /** As plain lists; of numbers that are missing nothing is left. */
  lists(): (number | bigint | boolean)[][] {
    let at = 0;
    return this.lengths.map((length) => {
      const list = Array.from(this.values.subarray(at, at + length) as ArrayLike<number | bigint>);
      at += length;
      return this.isFlags ? list.map((flag) => flag !== 0) : list;
    });
  }

  /** 1 for every number that is not zero. NaN is not. */
  flags(): Uint8Array {
    const { values } = this;
    if (this.isFlags) return values as Uint8Array;
    const flags = new Uint8Array(values.length);
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
      // Halves: a bigint of each value would be an object of each.
      const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
      for (let i = 0; i < flags.length; i++) {
        if (((halves[2 * i] as number) | (halves[2 * i + 1] as number)) !== 0) flags[i] = 1;
      }
      return flags;
    }
    for (let i = 0; i < flags.length; i++) if (values[i] !== 0) flags[i] = 1;
    return flags;
  }

  /** Whether there is only zero and one other number, as coordinates of polygons never are. */
  hasTwoValues(): boolean {
    const { values } = this;
    if (this.isFlags) return true;
    let other: number | bigint | undefined;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number | bigint;
      // biome-ignore lint/suspicious/noDoubleEquals: 0 and 0n are both zero
      if (value == 0 || value === other) continue;
      if (other !== undefined) return false;
      other = value;
    }
    return true;
  }
}
