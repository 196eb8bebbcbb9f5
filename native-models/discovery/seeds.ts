import type { Attention, Seed } from "#core/samples";
import { seededRandom } from "./random.ts";
import { type ImageSize, middleOf, tokenOfPoint } from "./regions.ts";
import type { AttendedToken } from "./tokens.ts";

/**
 * Shares `total` seeds among tokens in proportion to their attention, at least one each (paper 4.2: higher attention,
 * more seeds), by largest remainders; of equal remainders the earlier token's. With more tokens than seeds each gets
 * one. The answer has the order of `weights`.
 */
export function shareSeeds(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  const spare = Math.max(0, total - weights.length);
  const exact = weights.map((weight) => (sum > 0 ? (weight / sum) * total : total / weights.length));
  // What a token is still owed beyond the one it has anyway.
  const owed = exact.map((share) => Math.max(0, share - 1));
  const owedSum = owed.reduce((left, right) => left + right, 0);
  const scaled = owed.map((share) => (owedSum > 0 ? (share / owedSum) * spare : spare / weights.length));
  const counts = scaled.map((share) => 1 + Math.floor(share));
  let left = spare - counts.reduce((given, count) => given + count - 1, 0);
  const byRemainder = scaled
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    counts[index] = (counts[index] as number) + 1;
    left--;
  }
  return counts;
}

export interface SeedSettings {
  /** Seeds in all; with more tokens than that each token still gets one. */
  readonly seeds: number;
  /** Of the random places beyond a token's first, which is the middle of its region. */
  readonly seed: number;
}

/**
 * Tokens to seed points (paper 4.2: "converted into spatial seed points by sampling pixel locations within their
 * corresponding regions"; "regions with higher attention are assigned more seed points"). Each token gets its share of
 * the seeds, see shareSeeds: the first in the middle of its region, the others anywhere in it, uniformly. Pixels of the
 * image, not rounded, in the order of `tokens`; the same `seed` gives the same points.
 */
export function seedsWithin(tokens: readonly AttendedToken[], settings: SeedSettings): Seed[] {
  if (tokens.length === 0) return [];
  const counts = shareSeeds(
    tokens.map(({ attention }) => attention),
    settings.seeds,
  );
  const random = seededRandom(settings.seed);
  return tokens.flatMap(({ token, attention, region }, index) =>
    Array.from({ length: counts[index] as number }, (_, nth) => {
      if (nth === 0) return { ...middleOf(region), token, attention };
      const x = between(region.x0, region.x1, random());
      const y = between(region.y0, region.y1, random());
      return { x, y, token, attention };
    }),
  );
}

/** One seed in the middle of each token: over a uniform grid these are segment-anything's `build_point_grid`. */
export function seedInEach(tokens: readonly AttendedToken[]): Seed[] {
  return tokens.map(({ token, attention, region }) => ({ ...middleOf(region), token, attention }));
}

/** Points that a source gives as seeds, in its order, each with the token that it lies in. */
export function seedsAt(
  points: readonly { readonly x: number; readonly y: number }[],
  attention: Attention,
  image: ImageSize,
): Seed[] {
  return points.map(({ x, y }) => {
    const token = tokenOfPoint(attention, image, { x, y });
    return { x, y, token, attention: attention.values[token] ?? 0 };
  });
}

/** `low` where rounding would give `high`, which belongs to the neighbour. */
function between(low: number, high: number, share: number): number {
  const value = low + share * (high - low);
  return value < high ? value : low;
}
