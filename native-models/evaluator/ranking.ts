import type { Candidate, Scoring } from "#core/samples";

/**
 * The candidates by falling score, with score, rank (1 is best) and, where there is one, their group's reasoning. Equal
 * scores keep the given order, which is that of the discovery; candidates of failed groups have no score and come last.
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
  // Array.prototype.sort is stable.
  const order = [...candidates].sort((a, b) => (found.get(b.id)?.score ?? -1) - (found.get(a.id)?.score ?? -1));
  return order.map(({ reasoning: _, ...candidate }, place) => {
    const of = found.get(candidate.id);
    const ranked = { ...candidate, score: of?.score ?? null, rank: place + 1 };
    return of === undefined || of.reasoning === null ? ranked : { ...ranked, reasoning: of.reasoning };
  });
}
