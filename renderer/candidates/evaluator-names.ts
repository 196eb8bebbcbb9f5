import type { Evaluation } from "#core/samples";
import { textNow } from "#renderer/language";
import { oneLine } from "#renderer/words";

/** SAM's own estimate orders masks, and is no evaluator's score. */
export const BY_SAM = "predicted-iou";

/** `geo-tiny` of `geo-tiny@1.0.0`, the model's name of `internvl3 at 127.0.0.1:8000`. */
function baseName({ evaluator, model }: Evaluation): string {
  if (evaluator === BY_SAM) return textNow().candidates.bySam;
  return evaluator === "chat" ? model.replace(/ at [^ ]*$/, "") : model.replace(/@[^@]*$/, "");
}

/** A short name each, in their order; what tells two of one name apart is added to both. */
export function evaluatorNames(evaluations: readonly Evaluation[]): readonly string[] {
  const { reasoned } = textNow().candidates;
  const bases = evaluations.map(baseName);
  const named = evaluations.map((evaluation, i) => {
    const isShared = bases.filter((base) => base === bases[i]).length > 1;
    return isShared ? reasoned(`${bases[i]}`, evaluation.cot) : `${bases[i]}`;
  });
  return evaluations.map((evaluation, i) => {
    const isShared = named.filter((name) => name === named[i]).length > 1;
    return oneLine(isShared ? reasoned(evaluation.model, evaluation.cot) : `${named[i]}`, 80);
  });
}

/** Whose score it is, which run's and which pack's. */
export function evaluationWords({ evaluator, model, cot, usesGroundTruth, at, pack }: Evaluation): string {
  const { bySam, evaluation } = textNow().candidates;
  const who = evaluator === BY_SAM ? bySam : oneLine(model, 120);
  return evaluation(who, cot, usesGroundTruth, new Date(at).toLocaleString(), oneLine(pack, 120));
}
