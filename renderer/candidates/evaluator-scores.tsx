import type { Evaluation } from "#core/samples";
import styles from "./candidates.module.css";
import { BY_SAM, evaluatorNames } from "./evaluator-names.ts";

/** More would push the other candidates off the screen; the card's explanation has them all. */
const ROWS = 4;

/** Evaluators other than SAM itself, in the order in which every card shows them. */
export const scorersIn = (evaluations: readonly Evaluation[]): readonly Evaluation[] =>
  evaluations.filter(({ evaluator }) => evaluator !== BY_SAM);

interface EvaluatorScoresProps {
  readonly candidateId: string;
  readonly evaluations: readonly Evaluation[];
  /** Whose order the candidates have. */
  readonly rankedBy: string | null;
}

/** A candidate's scores by several evaluators, one below the other and in the same place on each card. */
export function EvaluatorScores({ candidateId, evaluations, rankedBy }: EvaluatorScoresProps) {
  const scorers = scorersIn(evaluations);
  const names = evaluatorNames(scorers);
  return scorers.slice(0, ROWS).map(({ key, scores }, i) => (
    <span key={key} className={styles.labels} data-ranks={key === rankedBy || undefined} data-testid="evaluator-score">
      <bdi className={styles.scorer}>{names[i]}</bdi>
      <span>{scores[candidateId]?.score.toFixed(2) ?? "–"}</span>
    </span>
  ));
}
