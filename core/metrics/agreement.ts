/** A judgement: a category's name, or a number where categories have an order or distances. */
export type Label = string | number;

/** Distinct labels, numbers by value and names by code units. */
function distinctLabels<T extends Label>(labels: Iterable<T>): T[] {
  return [...new Set(labels)].sort((a, b) => (typeof a === "number" && typeof b === "number" ? a - b : compare(a, b)));
}

function compare(a: Label, b: Label): number {
  const first = String(a);
  const second = String(b);
  return first < second ? -1 : first > second ? 1 : 0;
}

export type KappaWeights = "none" | "linear" | "quadratic";

/**
 * Cohen's kappa of two raters, at most 1; weights are |i - j| or (i - j)^2 of the categories' places in their order.
 * `categories` is that order; left out, the labels that occur, sorted (scikit-learn's `cohen_kappa_score`).
 * Null without items and where chance alone explains everything (both raters always said the same one label).
 * Throws RangeError if lengths differ or a label is missing from `categories`.
 * Source: Cohen, "Weighted kappa", Psychological Bulletin 1968.
 */
export function cohenKappa<T extends Label>(
  first: readonly T[],
  second: readonly T[],
  options: { readonly weights?: KappaWeights; readonly categories?: readonly T[] } = {},
): number | null {
  if (first.length !== second.length) throw new RangeError(`${first.length} labels against ${second.length}.`);
  const { weights = "none", categories = distinctLabels([...first, ...second]) } = options;
  const place = new Map(categories.map((label, index) => [label, index]));
  const k = categories.length;
  const table = new Float64Array(k * k);
  for (let i = 0; i < first.length; i++) {
    const cell = placeOf(place, first[i] as T) * k + placeOf(place, second[i] as T);
    table[cell] = (table[cell] as number) + 1;
  }
  const rows = new Float64Array(k);
  const columns = new Float64Array(k);
  for (let i = 0; i < k * k; i++) {
    const row = Math.floor(i / k);
    rows[row] = (rows[row] as number) + (table[i] as number);
    columns[i % k] = (columns[i % k] as number) + (table[i] as number);
  }
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const distance = Math.abs(i - j);
      const weight = weights === "none" ? Math.min(1, distance) : weights === "linear" ? distance : distance ** 2;
      observed += weight * (table[i * k + j] as number);
      expected += (weight * (rows[i] as number) * (columns[j] as number)) / first.length;
    }
  }
  return first.length === 0 || expected === 0 ? null : 1 - observed / expected;
}

function placeOf<T extends Label>(place: ReadonlyMap<T, number>, label: T): number {
  const index = place.get(label);
  if (index === undefined) throw new RangeError(`The label ${JSON.stringify(label)} is no category.`);
  return index;
}

/**
 * Fleiss' kappa, at most 1. `counts[item][category]` is how many raters put the item there; every item has the same
 * number of raters, at least two. Null without items and where all ratings fall into one category.
 * Throws RangeError for rows of different length or sum. Source: Fleiss, Psychological Bulletin 1971.
 */
export function fleissKappa(counts: readonly (readonly number[])[]): number | null {
  const head = counts[0];
  if (!head) return null;
  const raters = head.reduce((sum, count) => sum + count, 0);
  if (raters < 2) throw new RangeError(`Fleiss' kappa needs at least two raters an item, not ${raters}.`);
  const totals = new Float64Array(head.length);
  let agreement = 0;
  for (const [item, row] of counts.entries()) {
    if (row.length !== head.length) throw new RangeError(`Item ${item} has ${row.length} categories.`);
    let sum = 0;
    let squares = 0;
    for (const [category, count] of row.entries()) {
      totals[category] = (totals[category] as number) + count;
      sum += count;
      squares += count * count;
    }
    if (sum !== raters) throw new RangeError(`Item ${item} has ${sum} ratings, the first has ${raters}.`);
    agreement += (squares - raters) / (raters * (raters - 1));
  }
  const observed = agreement / counts.length;
  const ratings = counts.length * raters;
  if (totals.includes(ratings)) return null;
  const expected = totals.reduce((sum, total) => sum + (total / ratings) ** 2, 0);
  return (observed - expected) / (1 - expected);
}

export type AlphaLevel = "nominal" | "ordinal" | "interval";

/**
 * Krippendorff's alpha, at most 1. `ratings[rater][item]`; null is a missing rating. Items with fewer than two ratings
 * don't count. Ordinal needs numbers (or names in `order`), interval needs numbers.
 * Null where nothing can be compared and where all comparable ratings are the same.
 * Throws RangeError for raters of different length, for names without an order, for names at the interval level.
 * Source: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), part E.
 */
export function krippendorffAlpha<T extends Label>(
  ratings: readonly (readonly (T | null)[])[],
  level: AlphaLevel,
  order?: readonly T[],
): number | null {
  const items = ratings[0]?.length ?? 0;
  for (const [rater, row] of ratings.entries()) {
    if (row.length !== items) throw new RangeError(`Rater ${rater} has ${row.length} items, the first has ${items}.`);
  }
  const labels = order ?? distinctLabels(ratings.flat().filter((label): label is T => label !== null));
  if (level !== "nominal") assertOrdered(labels, level, order !== undefined);
  const k = labels.length;
  const coincidences = coincidenceMatrix(ratings, items, new Map(labels.map((label, index) => [label, index])));
  const totals = Float64Array.from({ length: k }, (_, c) => {
    let sum = 0;
    for (let d = 0; d < k; d++) sum += coincidences[c * k + d] as number;
    return sum;
  });
  const n = totals.reduce((sum, total) => sum + total, 0);
  const distance = squaredDistance(labels, totals, level);
  let observed = 0;
  let expected = 0;
  for (let c = 0; c < k; c++) {
    for (let d = c + 1; d < k; d++) {
      const delta = distance(c, d);
      observed += 2 * (coincidences[c * k + d] as number) * delta;
      expected += (2 * (totals[c] as number) * (totals[d] as number) * delta) / (n - 1);
    }
  }
  return expected > 0 ? 1 - observed / expected : null;
}

/** How often two labels met on an item, each item weighing by 1/(its ratings - 1); k x k, symmetric. */
function coincidenceMatrix<T extends Label>(
  ratings: readonly (readonly (T | null)[])[],
  items: number,
  place: ReadonlyMap<T, number>,
): Float64Array {
  const k = place.size;
  const matrix = new Float64Array(k * k);
  for (let item = 0; item < items; item++) {
    const given = new Map<number, number>();
    let count = 0;
    for (const row of ratings) {
      const label = row[item];
      if (label === null || label === undefined) continue;
      const index = placeOf(place, label);
      given.set(index, (given.get(index) ?? 0) + 1);
      count++;
    }
    if (count < 2) continue;
    for (const [c, countC] of given) {
      for (const [d, countD] of given) {
        const met = countC * (c === d ? countD - 1 : countD);
        matrix[c * k + d] = (matrix[c * k + d] as number) + met / (count - 1);
      }
    }
  }
  return matrix;
}

function assertOrdered(labels: readonly Label[], level: AlphaLevel, ordered: boolean): void {
  const numbers = labels.every((label) => typeof label === "number" && Number.isFinite(label));
  if (numbers || (level === "ordinal" && ordered)) return;
  throw new RangeError(
    `Krippendorff's alpha at the ${level} level needs numbers${level === "ordinal" ? " or an order" : ""}.`,
  );
}

function squaredDistance(
  labels: readonly Label[],
  totals: Float64Array,
  level: AlphaLevel,
): (c: number, d: number) => number {
  switch (level) {
    case "nominal":
      return () => 1;
    case "interval":
      return (c, d) => ((labels[c] as number) - (labels[d] as number)) ** 2;
    case "ordinal": {
      // How many ratings lie between two labels, of both ends one half.
      const upTo = new Float64Array(totals.length + 1);
      for (let i = 0; i < totals.length; i++) upTo[i + 1] = (upTo[i] as number) + (totals[i] as number);
      return (c, d) => {
        const between = (upTo[d + 1] as number) - (upTo[c] as number);
        return (between - ((totals[c] as number) + (totals[d] as number)) / 2) ** 2;
      };
    }
  }
}
