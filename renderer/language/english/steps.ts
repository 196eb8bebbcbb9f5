import type { SampleDetail } from "#core/samples";
import { counted, number } from "./counts.ts";

type Run = NonNullable<SampleDetail["run"]>;

const attentions: Readonly<Record<Run["attentionSource"], string>> = {
  grid: "uniform grid",
  clicks: "your clicks",
  pack: "prompt token",
  chat: "chat endpoint",
};

const titles = {
  attention: "Attention",
  tokens: "Tokens",
  initial: "Initial mask",
  seeds: "Seeds",
  amg: "AMG",
  semantic: "Semantic",
  ranked: "Ranked",
  top: "Top 1",
};

interface Thresholds {
  readonly predIou: unknown;
  readonly stability: unknown;
  readonly nmsIou: unknown;
}

const threshold = (value: unknown, sign: string): string => (value === undefined ? "" : ` (${sign} ${value})`);

/** The strip below the picture: each step of the run in a word and a number. */
export const steps = {
  label: "Pipeline",
  titles,
  attentions,
  pointFirst: "point first",
  running: "running…",
  noRun: "no run yet",
  untilVerdict: "until the verdict",
  clickIt: (explanation: string) => `${explanation} Click to open it.`,
  whose: (at: string, pack: string) => `Run of ${at} with ${pack}.`,
  noTrace: "This run was made by a version that kept no trace of it.",
  notKept: "not kept",
  keptOf: (all: number) => `kept of ${number(all)}`,
  attention: (rows: number, cols: number, source: string) =>
    `Cells of the ${rows} x ${cols} attention map; its source: ${source}.`,
  allKept: "all kept",
  tokens: (all: number) =>
    `Of the ${counted(all, "most attended token")} those whose region has the highest mean logit in the initial prediction: this drops attention sinks.`,
  promptTokens: "prompt tokens",
  onePoint: "one point",
  initial: (share: string, isFromTokens: boolean, iou: string) =>
    `Pixels (${share}% of the picture) of SAM's single mask ${isFromTokens ? "from the prompt tokens" : "at the most attended point: this source of attention has no prompt token"}; SAM estimates its IoU as ${iou}.`,
  fromTokens: "from the tokens",
  seeds: "Points sampled in the kept tokens, more where attention is higher, at which SAM was asked.",
  amg: (funnel: Run["funnel"], { predIou, stability, nmsIou }: Thresholds) =>
    `SAM proposed ${counted(funnel.proposed, "mask")}; ${funnel.afterPredictedIou} were left after the predicted IoU${threshold(predIou, ">")}, ` +
    `${funnel.afterStability} after the stability${threshold(stability, "≥")}, ${funnel.afterNms} after non-maximum suppression${threshold(nmsIou, "IoU ≤")}, ${funnel.kept} within the budget.`,
  leftOut: "left out",
  allSeeds: "all seeds",
  core: (k: number) => `${k}-core`,
  semanticLeftOut: "Semantic candidates were left out of this run.",
  semantic: (edges: number) =>
    `Seeds in the densest part of the similarity graph (${counted(edges, "edge")}): with one background point and the initial logits they prompt SAM for the semantic candidates.`,
  bySam: "by SAM's predicted IoU",
  groupsFailed: (failed: number, groups: number) => `${failed} of ${groups} groups failed`,
  by: (evaluator: string) => `by ${evaluator}`,
  rankedBySam: "Candidates in the order of SAM's predicted IoU: not an answer to the question.",
  ranked: (evaluator: string, groups: { readonly all: number; readonly size: number } | null, failed: number) =>
    `Candidates in the order of the score of ${evaluator}${groups ? `, ${counted(groups.all, "group")} of up to ${groups.size}` : ""}.` +
    (failed === 0 ? "" : ` ${counted(failed, "group")} of ${groups?.all ?? 0} failed: those candidates have no score.`),
  none: "none",
  noOther: "no other",
  next: (value: string) => `next ${value}`,
  topBySam: "SAM's predicted IoU of the first candidate, and of the next: not an answer to the question.",
  top: (evaluator: string) => `The first candidate's score by ${evaluator}, and the next one's.`,
};
