import type { CandidateSource } from "#core/samples";
import { beyond, counted, number } from "./counts.ts";

const sources: Readonly<Record<CandidateSource, string>> = {
  original: "original",
  semantic: "semantic",
  amg: "AMG",
  imported: "imported",
  human: "human",
};

/** Who made a mask that came without SAM's own estimate. */
const makers: Readonly<Record<CandidateSource, string>> = {
  original: "",
  semantic: "",
  amg: "",
  imported: "imported mask",
  human: "made by a person",
};

const combined = {
  union: (rank: number) => `Union with candidate ${rank}`,
  intersection: (rank: number) => `Intersect with candidate ${rank}`,
  difference: (rank: number) => `Subtract candidate ${rank}`,
  xor: (rank: number) => `XOR with candidate ${rank}`,
};

interface Card {
  readonly rank: number;
  readonly origin: string;
  readonly by: string | null;
  readonly predictedIou: string | null;
  readonly isChosen: boolean;
  readonly isTouched: boolean;
}

/** The gallery of masks that could be the answer. */
export const candidates = {
  title: "Candidates",
  discover: "Discover candidates",
  again: "Discover again",
  sources,
  makers,
  refined: "refined",
  by: (author: string) => `by ${author}`,
  card: ({ rank, origin, by, predictedIou, isChosen, isTouched }: Card) =>
    `Candidate ${rank}, ${origin}${by === null ? "" : ` ${by}`}, ${predictedIou === null ? "no predicted IoU" : `predicted IoU ${predictedIou}`}${isChosen ? (isTouched ? ", chosen and refined" : ", chosen") : ""}`,
  score: "score",
  predictedIou: "pred. IoU",
  stability: "stability",
  told: {
    imported: (model: string | null) => `A mask of ${model ?? "another model"}, imported to be reviewed.`,
    human: (author: string | null) => `Made and taken over by ${author ?? "a person"}.`,
    scoreMeans: "A score estimates the mask's IoU with the answer.",
    scoreBy: (score: { readonly value: string; readonly rank: number } | null, whose: string) =>
      `${score === null ? "No score" : `Score ${score.value}, rank ${score.rank}`} by ${whose}.`,
    noScore: "No evaluator has scored this candidate.",
    score: (score: string, evaluator: string) =>
      `Score ${score}: the estimate of its IoU with the answer by ${evaluator}.`,
    evaluator: "the evaluator",
    predictedIou: (value: string, said: string | null) =>
      `Predicted IoU ${value}${beyond(said)}: SAM's own estimate of how good the mask is, not whether it answers the question.`,
    stability: (value: string) => `Stability ${value}: how little the mask changes with its threshold.`,
    pixels: (area: number) => `${counted(area, "pixel")}.`,
  },
  combine: (rank: number) => `Combine the mask with candidate ${rank}`,
  combined,
  xor: "XOR",
  xorHint:
    "Draws where the candidate under the pointer and the chosen mask differ: what it has more is filled, what it lacks is hatched",
  syncedZoom: "synced zoom",
  syncedZoomHint: "The thumbnails show the part of the picture that the canvas shows",
  restOnOne: "rest on a candidate",
  chooseFirst: "choose a candidate first",
  difference: (rank: number, iou: string, more: number, less: number) =>
    `#${rank}: IoU ${iou} · +${number(more)} −${number(less)} px`,
  bySam: "SAM's predicted IoU",
  reasoned: (name: string, cot: boolean | null) => `${name}${cot === null ? "" : cot ? " · reasoning" : " · direct"}`,
  evaluation: (who: string, cot: boolean | null, usesTruth: boolean, at: string, pack: string) =>
    `${who}${cot === null ? "" : cot ? ", with reasoning" : ", without reasoning"}${usesTruth ? ", which uses ground truth" : ""}: run of ${at}, candidates by ${pack}`,
  anotherOrder: (whose: string) => `Ranked by ${whose}. Another one`,
  orders: "Rank the candidates by",
  notRanked: "not ranked: no mask could be scored",
  failed: (groups: number) => `${groups} failed · `,
  rankedBy: (name: string) => `ranked by ${name}`,
  ofRun: (pack: string, at: string) => `Pack ${pack}, run of ${at}.`,
  noneScored: (name: string) => `${name} scored no mask; they stand in the order in which they were found.`,
  orderBySam: "Ranked by SAM's own predicted IoU: how good each mask is, not an answer to the question.",
  order: (name: string, usesTruth: boolean, failed: number) =>
    `Ranked by the score of ${name}${usesTruth ? ", which uses ground truth" : ""}.${failed > 0 ? ` ${counted(failed, "group of masks", "groups of masks")} could not be scored and ${failed === 1 ? "stands" : "stand"} last.` : ""}`,
  steps: {
    queued: "Waiting for the model",
    encode: "Encoding the picture",
    discover: "Asking SAM",
  } as Readonly<Record<string, string>>,
  progress: "Progress of the run",
  cancel: "Cancel",
  cannotShow: "Candidates cannot be shown.",
  needPicture: "They need the picture.",
  none: "No candidates yet.",
  questionFirst: "Write the question first; masks are proposed for it.",
  cancelled: "The run was cancelled.",
  nonePassed: "No candidate passed the filters.",
  tryClicks: "Click the target with the SAM point tool, then search around the clicks.",
  clickIt: "click the target yourself",
  propose: (clickIt: string) => `Let SAM propose masks, or ${clickIt}.`,
};
