/**
 * What a pickle of plain containers holds. Tuples and lists are arrays, dicts are Maps (keys as they were),
 * sets and frozensets are Sets; an int beyond 2^53 is a bigint; Python 2's str is text, read as UTF-8, else cp1252.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>;

export interface PickleLimits {
  /** Bytes of the file. */
  readonly bytes: number;
  /** Lists, tuples, dicts and sets. */
  readonly containers: number;
  /** Everything that is pushed or memoised while reading. */
  readonly values: number;
  /** Values of the tree with every shared reference written out: what a walk over it would visit. */
  readonly expanded: number;
  readonly depth: number;
}

/** RefCOCO's largest pickle has 400,000 containers and 5 million values in 50 MB. */
export const PICKLE_LIMITS: PickleLimits = {
  bytes: 256 * 2 ** 20,
  containers: 2_000_000,
  values: 24_000_000,
  expanded: 48_000_000,
  depth: 200,
};
