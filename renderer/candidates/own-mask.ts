import { type Rle, rleArea, rleBBox } from "#core/masks";
import type { Candidate } from "#core/samples";

/** Its id in the gallery; the project knows none of this name. */
export const OWN_MASK = "human-now";

/**
 * The candidates, and behind them the mask that a person has made of one of them or of nothing, as long as it is none of
 * them. Once it is taken over, the project itself keeps it as one.
 */
export function withOwnMask(
  candidates: readonly Candidate[],
  mask: Rle | null,
  author: string | undefined,
): readonly Candidate[] {
  if (mask === null || candidates.some(({ rle }) => rle.counts === mask.counts)) return candidates;
  const area = rleArea(mask);
  if (area === 0) return candidates;
  const none = { predictedIou: null, stability: null, score: null };
  const rank = candidates.reduce((last, one) => Math.max(last, one.rank), 0) + 1;
  const by = author === undefined ? {} : { author };
  return [...candidates, { id: OWN_MASK, source: "human", rle: mask, area, bbox: rleBBox(mask), ...none, rank, ...by }];
}
