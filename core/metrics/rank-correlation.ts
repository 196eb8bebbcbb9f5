/** Throws RangeError unless both have the same length and hold finite numbers alone. */
export function assertPaired(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) throw new RangeError(`Paired values need one length, not ${a.length} and ${b.length}.`);
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) throw new RangeError(`Pair ${i} is not finite.`);
  }
}

/** Indices of `values`, by ascending value; equal values keep their order. */
function ascending(values: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i);
  return order.sort((i, j) => (values[i] as number) - (values[j] as number) || i - j);
}

/** Ranks from 1; equal values share the mean of their ranks (scipy `rankdata`, method "average"). */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = ascending(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    // Ranks start + 1 .. end, of which the mean is:
    const rank = (start + 1 + end) / 2;
    for (let k = start; k < end; k++) ranks[order[k] as number] = rank;
    start = end;
  }
  return ranks;
}

/** Pearson's r in -1..1; null for fewer than two pairs or where one side is constant. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  assertPaired(a, b);
  const n = a.length;
  if (n < 2 || isConstant(a) || isConstant(b)) return null;
  let meanA = 0;
  let meanB = 0;
  for (let i = 0; i < n; i++) {
    meanA += (a[i] as number) / n;
    meanB += (b[i] as number) / n;
  }
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < n; i++) {
    const da = (a[i] as number) - meanA;
    const db = (b[i] as number) - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  const r = ab / (Math.sqrt(aa) * Math.sqrt(bb));
  return Number.isFinite(r) ? Math.max(-1, Math.min(1, r)) : null;
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/**
 * Spearman's rho in -1..1 with average ranks for ties (scipy `spearmanr`).
 * Null for fewer than two pairs or where one side is constant. Throws RangeError for unpaired or non-finite values.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  assertPaired(a, b);
  return pearson(averageRanks(a), averageRanks(b));
}

/**
 * Kendall's tau-b in -1..1 in O(n log n) (Knight, "A computer method for calculating Kendall's tau with ungrouped
 * data", JASA 1966): sort by a, then count by merge sort how far b is from sorted.
 * Null for fewer than two pairs or where one side is constant. Throws RangeError for unpaired or non-finite values.
 */
export function kendallTauB(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  assertPaired(a, b);
  const n = a.length;
  if (n < 2 || isConstant(a) || isConstant(b)) return null;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => (a[i] as number) - (a[j] as number) || (b[i] as number) - (b[j] as number),
  );
  const byA = Float64Array.from(order, (i) => a[i] as number);
  const byB = Float64Array.from(order, (i) => b[i] as number);
  const pairs = (n * (n - 1)) / 2;
  const tiedA = tiedPairs(byA);
  const tiedBoth = tiedPairs(byA, byB);
  const discordant = sortCountingSwaps(byB);
  const tiedB = tiedPairs(byB);
  const concordantMinusDiscordant = pairs - tiedA - tiedB + tiedBoth - 2 * discordant;
  // Two roots: the product of two counts of pairs may exceed 2^53.
  const tau = concordantMinusDiscordant / Math.sqrt(pairs - tiedA) / Math.sqrt(pairs - tiedB);
  return Math.max(-1, Math.min(1, tau));
}

/** Pairs of equal neighbours in sorted values; with `second` they have to be equal there too. */
function tiedPairs(sorted: Float64Array, second?: Float64Array): number {
  let pairs = 0;
  let run = 0;
  for (let i = 1; i < sorted.length; i++) {
    const tied = sorted[i] === sorted[i - 1] && (!second || second[i] === second[i - 1]);
    run = tied ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

/** Sorts in place, bottom up, and answers how many pairs stood the wrong way round. */
function sortCountingSwaps(values: Float64Array): number {
  let from = values;
  let to: Float64Array = new Float64Array(values.length);
  let swaps = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let left = start;
      let right = middle;
      for (let k = start; k < end; k++) {
        if (right < end && (left >= middle || (from[right] as number) < (from[left] as number))) {
          to[k] = from[right++] as number;
          swaps += middle - left;
        } else {
          to[k] = from[left++] as number;
        }
      }
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return swaps;
}
