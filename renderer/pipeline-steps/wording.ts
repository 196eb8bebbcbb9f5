import type { Candidate, CandidateSource, Casualty, CasualtyReason, TokenTrace } from "#core/samples";
import type { Run } from "./types.ts";

/** Words and figures that every step tells in the same way. */

export const whoseRun = (run: Run): string => `Run of ${new Date(run.at).toLocaleString()} with ${run.pack}.`;

export const sourceWords: Readonly<Record<CandidateSource, string>> = {
  original: "original",
  semantic: "semantic",
  amg: "AMG",
  imported: "imported",
  human: "human",
};

export const attentionWords: Readonly<Record<Run["attentionSource"], string>> = {
  grid: "uniform grid",
  clicks: "your clicks",
  pack: "prompt token",
  chat: "chat endpoint",
};

/** The filters in the order in which a mask meets them. */
export const REASONS: readonly CasualtyReason[] = [
  "predicted-iou",
  "empty",
  "stability",
  "negative-click",
  "nms",
  "duplicate",
  "budget",
];

export const reasonWords: Readonly<Record<CasualtyReason, string>> = {
  "predicted-iou": "predicted IoU too low",
  empty: "empty",
  stability: "not stable",
  "negative-click": "on a negative click",
  nms: "overlaps a better one",
  duplicate: "the same as another",
  budget: "over the budget",
};

export const two = (value: number): string => value.toFixed(2);
export const orDash = (value: number | null): string => (value === null ? "–" : two(value));
export const whole = (value: number): string => Math.round(value).toLocaleString("en");
/** Attention sums to 1 over a thousand tokens: shares below a thousandth keep their digits. */
export const share = (value: number): string =>
  value === 0 ? "0" : value < 0.001 ? value.toExponential(1) : value.toFixed(4);

export const seedName = (seed: number): string => `seed ${seed + 1}`;
export const candidateName = ({ rank, source }: Candidate): string => `candidate ${rank} (${sourceWords[source]})`;

/** Why a token stays or goes. */
export function fateOf(token: TokenTrace, tokens: readonly TokenTrace[]): string {
  if (token.meanLogit === null) return "kept: this source of attention skips the rerank";
  const mean = token.meanLogit;
  const place = 1 + tokens.filter((other) => (other.meanLogit ?? 0) > mean).length;
  const kept = tokens.filter((one) => one.kept).length;
  const at = `mean logit ${two(mean)}, place ${place} of ${tokens.length}`;
  return token.kept ? `kept: ${at}` : `dropped by the rerank: ${at}, and the ${kept} highest are kept`;
}

/** The mask that another had to give way to: a candidate's id, or "seed:mask". */
export function candidateThatStayed(gaveWayTo: string | undefined, candidates: readonly Candidate[]): Candidate | null {
  if (gaveWayTo === undefined) return null;
  const named = /^(\d+):(\d+)$/.exec(gaveWayTo);
  return (
    candidates.find((one) =>
      named === null
        ? one.id === gaveWayTo
        : one.origin?.seed === Number(named[1]) && one.origin.mask === Number(named[2]),
    ) ?? null
  );
}

/** Why a mask was dropped, with the value and the threshold that decided. */
export function causeOf(casualty: Casualty, { settings }: Run, candidates: readonly Candidate[]): string {
  const { reason, predictedIou, stability, gaveWayTo } = casualty;
  switch (reason) {
    case "predicted-iou":
      return `predicted IoU ${two(predictedIou)}${settings.predIou === undefined ? "" : `, above ${settings.predIou} is needed`}`;
    case "stability":
      return `stability ${orDash(stability)}${settings.stability === undefined ? "" : `, at least ${settings.stability} is needed`}`;
    case "empty":
      return "no pixel is surely inside";
    case "negative-click":
      return "covers a negative click";
    case "nms":
      return `its box overlaps that of ${whoStayed(gaveWayTo, candidates)}`;
    case "duplicate":
      return `the same pixels as ${whoStayed(gaveWayTo, candidates)}`;
    case "budget":
      return `beyond the budget${settings.amgBudget === undefined ? "" : ` of ${settings.amgBudget} masks`}`;
  }
}

function whoStayed(gaveWayTo: string | undefined, candidates: readonly Candidate[]): string {
  const stayed = candidateThatStayed(gaveWayTo, candidates);
  if (stayed !== null) return candidateName(stayed);
  const named = /^(\d+):(\d+)$/.exec(gaveWayTo ?? "");
  return named === null ? "a better mask" : `mask ${named[2]} of ${seedName(Number(named[1]))}`;
}
