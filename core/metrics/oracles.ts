import { gIouTerm, type IouTally } from "./tally.ts";

/** Which candidate an oracle picked. */
export interface OraclePick {
  /** Index into the candidates as they were given. */
  readonly index: number;
  readonly tally: IouTally;
}

/**
 * The best of the first `k` ranked candidates BY GROUND TRUTH: the greatest gIoU term, of equal terms the smallest union,
 * of equal unions the first. So what it adds to cIoU follows from the masks alone, never from who ranked them: where
 * nothing hits the target, every term is 0 and the unions differ.
 * No method can know it, so it must never stand beside another method's top 1 without the word oracle.
 * `ranked` is best first; fewer than `k` are all taken; null for none. Throws RangeError unless k is a positive integer.
 */
export function topKOracle(ranked: readonly IouTally[], k: number): OraclePick | null {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`A top-K oracle needs a whole K of at least 1, not ${k}.`);
  let best: OraclePick | null = null;
  let bestTerm = Number.NEGATIVE_INFINITY;
  for (const [index, tally] of ranked.slice(0, k).entries()) {
    const term = gIouTerm(tally);
    if (term < bestTerm || (best !== null && term === bestTerm && tally.union >= best.tally.union)) continue;
    best = { index, tally };
    bestTerm = term;
  }
  return best;
}

/** The best of all candidates BY GROUND TRUTH, as above: the ceiling of any reranking, the same for each. Null for none. */
export function candidateOracle(candidates: readonly IouTally[]): OraclePick | null {
  return candidates.length === 0 ? null : topKOracle(candidates, candidates.length);
}

/**
 * How much IoU the ranking loses against the oracle, in 0..1: the best candidate's IoU minus that of the one with
 * the greatest score (of equal scores the first). Null without candidates. Throws RangeError if lengths differ.
 */
export function top1Regret(scores: ArrayLike<number>, ious: ArrayLike<number>): number | null {
  if (scores.length !== ious.length) throw new RangeError(`${scores.length} scores for ${ious.length} IoUs.`);
  if (ious.length === 0) return null;
  let chosen = 0;
  let best = ious[0] as number;
  for (let i = 1; i < ious.length; i++) {
    if ((scores[i] as number) > (scores[chosen] as number)) chosen = i;
    best = Math.max(best, ious[i] as number);
  }
  return best - (ious[chosen] as number);
}
