import type { Attention, Seed } from "#core/samples";
import { seededRandom } from "./random.ts";

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
  /** Tokens that are looked at, by attention; those without attention never are. */
  readonly keptTokens: number;
  /** Seeds in all. */
  readonly seeds: number;
  /** Of the random places beyond a token's first, which is its middle. */
  readonly seed: number;
}

/**
 * Attention to seed points in pixels of the image: the most attended tokens, each with its share of the seeds; the
 * first in the token's middle, further ones anywhere in it. One seed in each token of a uniform map gives
 * segment-anything's point grid. Ordered by attention, then by token.
 */
export function seedsFromAttention(
  attention: Attention,
  image: { readonly width: number; readonly height: number },
  settings: SeedSettings,
): Seed[] {
  const tokens = attention.values
    .map((value, token) => ({ value, token }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value || a.token - b.token)
    .slice(0, settings.keptTokens);
  const counts = shareSeeds(
    tokens.map(({ value }) => value),
    settings.seeds,
  );
  const random = seededRandom(settings.seed);
  const cell = { width: image.width / attention.cols, height: image.height / attention.rows };
  return tokens.flatMap(({ value, token }, index) => {
    const left = (token % attention.cols) * cell.width;
    const top = Math.floor(token / attention.cols) * cell.height;
    return Array.from({ length: counts[index] as number }, (_, nth) => {
      const u = nth === 0 ? 0.5 : random();
      const v = nth === 0 ? 0.5 : random();
      return { x: left + u * cell.width, y: top + v * cell.height, token, attention: value };
    });
  });
}
