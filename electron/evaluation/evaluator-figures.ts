import { meanAbsoluteError, spearman, top1Regret } from "#core/metrics";
import type { EvaluationReport } from "./report.ts";
import { type CandidateFigure, candidateIou, type SampleFigures } from "./sample-figures.ts";

export type EvaluatorFigures = Required<Pick<EvaluationReport["evaluator"], NumberedFigure | CountedFigure>>;
type NumberedFigure = "spearmanPooled" | "spearmanPerQuestion" | "top1Regret" | "mae";
type CountedFigure = "candidates" | "questions" | "rankedQuestions" | "constantQuestions";

/**
 * How well scores tell IoU, over samples that come in any order (feed them in a fixed one for equal last digits).
 * Pairs are (score, true IoU) of scored candidates alone. Pooled: all pairs together. Per question: the mean of each
 * question's own rank correlation, over the questions where it is defined; questions with at least two pairs whose
 * scores or IoUs are all equal are counted apart. Regret: mean over questions of the best candidate's IoU minus that
 * of the first by score.
 */
export class EvaluatorTally {
  readonly #scores: number[] = [];
  readonly #ious: number[] = [];
  #questions = 0;
  #regret = 0;
  #ranked = 0;
  #rankSum = 0;
  #constant = 0;

  add({ candidates }: SampleFigures): void {
    const scored = candidates.filter(isScored);
    if (scored.length === 0) return;
    this.#questions++;
    // An unscored candidate could not have been chosen, and still might have been the best.
    const orders = candidates.map(({ score }) => score ?? Number.NEGATIVE_INFINITY);
    this.#regret += top1Regret(orders, candidates.map(candidateIou)) ?? 0;
    const scores = scored.map(({ score }) => score);
    const ious = scored.map(candidateIou);
    this.#scores.push(...scores);
    this.#ious.push(...ious);
    if (scored.length < 2) return;
    const rho = spearman(scores, ious);
    if (rho === null) this.#constant++;
    else {
      this.#ranked++;
      this.#rankSum += rho;
    }
  }

  figures(): EvaluatorFigures {
    return {
      spearmanPooled: spearman(this.#scores, this.#ious),
      spearmanPerQuestion: this.#ranked === 0 ? null : this.#rankSum / this.#ranked,
      top1Regret: this.#questions === 0 ? null : this.#regret / this.#questions,
      mae: meanAbsoluteError(this.#scores, this.#ious),
      candidates: this.#scores.length,
      questions: this.#questions,
      rankedQuestions: this.#ranked,
      constantQuestions: this.#constant,
    };
  }
}

function isScored(candidate: CandidateFigure): candidate is CandidateFigure & { readonly score: number } {
  return candidate.score !== null;
}
