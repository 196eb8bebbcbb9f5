import type { Candidate, CandidateSource, Casualty, CasualtyReason, TokenTrace } from "#core/samples";
import { numberNow, textNow } from "#renderer/language";
import type { Run } from "./types.ts";

/** Words and figures that every step tells in the same way. */

export const whoseRun = (run: Run): string => textNow().steps.whose(new Date(run.at).toLocaleString(), run.pack);

export const sourceWord = (source: CandidateSource): string => textNow().candidates.sources[source];

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

export const two = (value: number): string => value.toFixed(2);
export const orDash = (value: number | null): string => (value === null ? "–" : two(value));
export const whole = (value: number): string => numberNow(Math.round(value));
/** Attention sums to 1 over a thousand tokens: shares below a thousandth keep their digits. */
export const share = (value: number): string =>
  value === 0 ? "0" : value < 0.001 ? value.toExponential(1) : value.toFixed(4);

export const seedName = (seed: number): string => textNow().runWords.seed(seed + 1);
export const candidateName = ({ rank, source }: Candidate): string =>
  textNow().runWords.candidate(rank, sourceWord(source));

/** Why a token stays or goes. */
export function fateOf(token: TokenTrace, tokens: readonly TokenTrace[]): string {
  const words = textNow().runWords;
  if (token.meanLogit === null) return words.keptUnranked;
  const mean = token.meanLogit;
  const place = 1 + tokens.filter((other) => (other.meanLogit ?? 0) > mean).length;
  const keptInAll = tokens.filter((one) => one.kept).length;
  return words.fate({ kept: token.kept, mean: two(mean), place, all: tokens.length, keptInAll });
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
  const { causes } = textNow().runWords;
  switch (reason) {
    case "predicted-iou":
      return causes.predictedIou(two(predictedIou), settings.predIou);
    case "stability":
      return causes.stability(orDash(stability), settings.stability);
    case "empty":
      return causes.empty;
    case "negative-click":
      return causes.negativeClick;
    case "nms":
      return causes.nms(whoStayed(gaveWayTo, candidates));
    case "duplicate":
      return causes.duplicate(whoStayed(gaveWayTo, candidates));
    case "budget":
      return causes.budget(settings.amgBudget);
  }
}

function whoStayed(gaveWayTo: string | undefined, candidates: readonly Candidate[]): string {
  const stayed = candidateThatStayed(gaveWayTo, candidates);
  if (stayed !== null) return candidateName(stayed);
  const named = /^(\d+):(\d+)$/.exec(gaveWayTo ?? "");
  const { betterMask, maskOf } = textNow().runWords;
  return named === null ? betterMask : maskOf(named[2] ?? "", Number(named[1]) + 1);
}
