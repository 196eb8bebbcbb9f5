import type { Attention, Region, TokenTrace } from "#core/samples";
import { type LogitField, regionMean } from "./logits.ts";
import { type ImageSize, middleOf } from "./regions.ts";

/** An image token that is attended to, and the part of the image that it looks at (pixels). */
export interface AttendedToken {
  /** Row-major index over the attention grid. */
  readonly token: number;
  readonly attention: number;
  readonly region: Region;
}

/**
 * The k most attended image tokens, by falling attention, of equal ones the lower index first (paper 4.2: "we first
 * select the top-k tokens with the highest attention values"). Fewer than k where fewer have attention above zero and
 * a region inside the image; `regions` is what tokenRegions answered.
 */
export function topAttendedTokens(
  attention: Attention,
  regions: readonly (Region | null)[],
  k: number,
): AttendedToken[] {
  return attended(attention, regions).slice(0, k);
}

/**
 * Reranks attended tokens by the mean of Z over their regions and keeps the k' highest (paper 4.2: "to reduce noise
 * produced by attention sinks"). Of equal means the token that comes first in `tokens` is kept. The answer has every
 * token in the order given, the dropped ones, attention sinks among them, with `kept: false`.
 */
export function rerankByLogits(tokens: readonly AttendedToken[], z: LogitField, kept: number): TokenTrace[] {
  const means = tokens.map(({ region }) => regionMean(z, region));
  const order = tokens.map((_, index) => index);
  order.sort((a, b) => (means[b] as number) - (means[a] as number) || a - b);
  const keep = new Set(order.slice(0, kept));
  return tokens.map((token, index) => ({ ...token, meanLogit: means[index] as number, kept: keep.has(index) }));
}

/** Tokens of a source that skips the rerank, in the order given: all are kept and none has a mean logit. */
export function withoutRerank(tokens: readonly AttendedToken[]): TokenTrace[] {
  return tokens.map((token) => ({ ...token, meanLogit: null, kept: true }));
}

/** Every token that lies inside the image, by index, whatever its attention. */
export function allTokens(attention: Attention, regions: readonly (Region | null)[]): AttendedToken[] {
  return regions.flatMap((region, token) =>
    region === null ? [] : [{ token, attention: attention.values[token] ?? 0, region }],
  );
}

/**
 * The most attended token; of equal ones the one whose region's middle is nearest to the image's centre, then the
 * lower index. Null where no token inside the image has attention.
 */
export function mostAttendedToken(
  attention: Attention,
  regions: readonly (Region | null)[],
  image: ImageSize,
): AttendedToken | null {
  const [first, ...others] = attended(attention, regions);
  if (first === undefined) return null;
  const distance = ({ region }: AttendedToken) => {
    const { x, y } = middleOf(region);
    return Math.hypot(x - image.width / 2, y - image.height / 2);
  };
  const ties = others.filter((other) => other.attention === first.attention);
  return ties.reduce((best, other) => (distance(other) < distance(best) ? other : best), first);
}

/** Every token inside the image that has attention, by falling attention, of equal ones the lower index. */
export function attended(attention: Attention, regions: readonly (Region | null)[]): AttendedToken[] {
  return allTokens(attention, regions)
    .filter((token) => token.attention > 0)
    .sort((a, b) => b.attention - a.attention || a.token - b.token);
}
