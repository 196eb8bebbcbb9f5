/**
 * What is wrong with an evaluator's scores for a group, in words that end a sentence; null if they are exactly one
 * finite number in 0..1 a mask. The one place where this is decided: scores are never padded, clamped or made up.
 */
export function problemOfScores(scores: unknown, masks: number): string | null {
  if (!Array.isArray(scores)) return `it holds no list of ${masks} scores`;
  if (scores.length !== masks) return `it has ${scores.length} scores for ${masks} masks`;
  const wrong = scores.findIndex((score) => !(typeof score === "number" && score >= 0 && score <= 1));
  if (wrong < 0) return null;
  const score: unknown = scores[wrong];
  const shown = typeof score === "number" ? String(score) : (JSON.stringify(score) ?? "missing");
  return `the score of mask ${wrong + 1} is ${shown}, which is no number from 0 to 1`;
}
