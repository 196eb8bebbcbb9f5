import type { Candidate, Scoring } from "#core/samples";

/**
 * The candidates by falling score, with score, rank (1 is best) and, where there is one, their group's reasoning. Of
 * equal scores the mask with the higher predicted IoU comes first, of equal ones of those the one that was given first.
 * Candidates of failed groups have no score and come last, as they were given.
 */
export function rankByScore(candidates: readonly Candidate[], scoring: Pick<Scoring, "groups">): Candidate[] {
  const found = new Map<string, { score: number; reasoning: string | null }>();
  for (const { candidates: ids, scores, reasoning } of scoring.groups) {
    if (scores === null) continue;
    ids.forEach((id, index) => {
      const score = scores[index];
      if (score !== undefined) found.set(id, { score, reasoning });
    });
  }
  const scoreOf = ({ id }: Candidate) => found.get(id)?.score ?? -1;
  const tieBreak = (candidate: Candidate) => (found.has(candidate.id) ? (candidate.predictedIou ?? 0) : 0);
  // Array.prototype.sort is stable.
  const order = [...candidates].sort((a, b) => scoreOf(b) - scoreOf(a) || tieBreak(b) - tieBreak(a));
  return order.map(({ reasoning: _, ...candidate }, place) => {
    const of = found.get(candidate.id);
    const ranked = { ...candidate, score: of?.score ?? null, rank: place + 1 };
    return of === undefined || of.reasoning === null ? ranked : { ...ranked, reasoning: of.reasoning };
  });
}
