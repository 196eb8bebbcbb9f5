import type { DecodedArray } from "hyparquet/src/types.js";
import { MAX_ELEMENT } from "#electron/datasets/reading";
import type { TypedNumbers } from "./leaf-shape.ts";
import { type FileBudget, RowBudgetError } from "./page-budget.ts";

/** Values of one row: numbers in a typed array that is used again for the next row, others in a list. */
export class ValueSink {
  private numbers: TypedNumbers | null;
  private list: unknown[] = [];
  private bytes = 0;
  length = 0;

  constructor(
    empty: TypedNumbers | null,
    private readonly budget: FileBudget,
  ) {
    this.numbers = empty;
  }

  clear(): void {
    this.length = 0;
    this.bytes = 0;
    this.list = [];
  }

  /** What there is, until `clear`. */
  values(): DecodedArray {
    return this.numbers === null ? this.list : this.numbers.subarray(0, this.length);
  }

  /** Room for `count` numbers more, at `length` before the call. Only where values are numbers. */
  room(count: number): TypedNumbers {
    if (this.numbers === null) throw new Error("its values are no numbers");
    const needed = this.length + count;
    if (needed > this.numbers.length) {
      const Numbers = this.numbers.constructor as new (length: number) => TypedNumbers;
      const larger = new Numbers(Math.max(needed, this.numbers.length * 2, 16));
      setNumbers(larger, this.numbers.subarray(0, this.length), 0);
      this.numbers = larger;
    }
    this.length = needed;
    return this.numbers;
  }

  add(values: DecodedArray): void {
    if (this.numbers !== null && !Array.isArray(values)) {
      const start = this.length;
      setNumbers(this.room(values.length), values, start);
      return;
    }
    for (const value of values) this.list.push(value);
    this.length += values.length;
  }

  /** Bytes and texts that are about to be added. Throws BudgetError for more than one element may have. */
  weigh(values: DecodedArray): void {
    if (!Array.isArray(values)) return;
    const before = this.bytes;
    for (const value of values) {
      if (value instanceof Uint8Array || typeof value === "string") this.bytes += value.length;
    }
    this.budget.copy(this.bytes - before);
    if (this.bytes > MAX_ELEMENT)
      throw new RowBudgetError(`more than ${MAX_ELEMENT / 2 ** 20} MiB in one row of a column`);
  }
}

/** Both are of one kind: either of bigints or of numbers. */
function setNumbers(target: TypedNumbers, values: TypedNumbers, at: number): void {
  (target as Float64Array).set(values as unknown as ArrayLike<number>, at);
}
