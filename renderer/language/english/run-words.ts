import type { CasualtyReason } from "#core/samples";

const reasons: Readonly<Record<CasualtyReason, string>> = {
  "predicted-iou": "predicted IoU too low",
  empty: "empty",
  stability: "not stable",
  "negative-click": "on a negative click",
  nms: "overlaps a better one",
  duplicate: "the same as another",
  budget: "over the budget",
};

/** A setting of the run; undefined where it kept none. */
type Setting = string | number | boolean | null | undefined;

const needs = (words: string, setting: Setting): string => (setting === undefined ? "" : words);

interface Token {
  readonly kept: boolean;
  readonly mean: string;
  readonly place: number;
  readonly all: number;
  readonly keptInAll: number;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const seed = (number: number): string => `seed ${number}`;
const candidate = (rank: number, source: string): string => `candidate ${rank} (${source})`;

/** The things of a run in a line of words each: seeds, tokens, candidates, and masks that a filter dropped. */
export const runWords = {
  seed,
  candidate,
  reasons,
  keptUnranked: "kept: this source of attention skips the rerank",
  fate: ({ kept, mean, place, all, keptInAll }: Token) => {
    const at = `mean logit ${mean}, place ${place} of ${all}`;
    return kept ? `kept: ${at}` : `dropped by the rerank: ${at}, and the ${keptInAll} highest are kept`;
  },
  causes: {
    predictedIou: (value: string, least: Setting) =>
      `predicted IoU ${value}${needs(`, above ${least} is needed`, least)}`,
    stability: (value: string, least: Setting) => `stability ${value}${needs(`, at least ${least} is needed`, least)}`,
    empty: "no pixel is surely inside",
    negativeClick: "covers a negative click",
    nms: (other: string) => `its box overlaps that of ${other}`,
    duplicate: (other: string) => `the same pixels as ${other}`,
    budget: (most: Setting) => `beyond the budget${needs(` of ${most} masks`, most)}`,
  },
  betterMask: "a better mask",
  maskOf: (mask: string, of: number) => `mask ${mask} of ${seed(of)}`,
  lines: {
    seed: (of: number, token: number, attention: string, core: { readonly isIn: boolean; readonly k: number } | null) =>
      `${capital(seed(of))} in token ${token}, attention ${attention}${core === null ? "" : `, core number ${core.k}, ${core.isIn ? "in the core" : "outside the core"}`}`,
    background: (logit: string, attention: string) =>
      `Background point, the negative one: logit ${logit}, attention ${attention}`,
    casualty: (mask: number, of: number, reason: string, cause: string) =>
      `Mask ${mask} of ${seed(of)}, dropped (${reason}): ${cause}`,
    candidate: (rank: number, source: string, score: string | null, iou: string) =>
      `${capital(candidate(rank, source))}${score === null ? "" : `, score ${score}`}, predicted IoU ${iou}`,
    token: (token: number, layer: number | null, attention: string, fate: string | null) =>
      `Token ${token}, ${layer === null ? "attention" : `attention of layer ${layer}`} ${attention}${fate === null ? "" : `; ${fate}`}`,
  },
};
