import { textNow } from "#renderer/language";
import { shownAttention } from "./attention-shown.ts";
import type { Subject, Target } from "./types.ts";
import { causeOf, fateOf, orDash, share, sourceWord, two } from "./wording.ts";

/** One thing of a step in a line of words, with its numbers. Null where the run does not have it. */
export function describe(target: Target, subject: Subject, layer: number | null): string | null {
  const { run, candidates } = subject;
  const { lines: words, reasons } = textNow().runWords;
  switch (target.kind) {
    case "token":
      return describeToken(target.token, subject, layer);
    case "seed": {
      const seed = run.seeds[target.seed];
      if (seed === undefined) return null;
      return words.seed(target.seed + 1, seed.token, share(seed.attention), partOf(target.seed, subject));
    }
    case "background": {
      const point = run.trace?.background;
      if (point == null) return null;
      return words.background(two(point.logit), share(point.attention));
    }
    case "casualty": {
      const casualty = run.trace?.casualties.find((one) => one.seed === target.seed && one.mask === target.mask);
      if (casualty === undefined) return null;
      const why = causeOf(casualty, run, candidates);
      return words.casualty(casualty.mask, casualty.seed + 1, reasons[casualty.reason], why);
    }
    case "candidate": {
      const candidate = candidates.find((one) => one.id === target.id);
      if (candidate === undefined) return null;
      const score = run.evaluator === "predicted-iou" ? null : orDash(candidate.score);
      return words.candidate(candidate.rank, sourceWord(candidate.source), score, orDash(candidate.predictedIou));
    }
  }
}

function describeToken(token: number, { run }: Subject, layer: number | null): string {
  const { attention, layer: found } = shownAttention(run, layer);
  const told = run.trace?.tokens.find((one) => one.token === token);
  const value = share(attention.values[token] ?? 0);
  const fate = told && run.trace ? fateOf(told, run.trace.tokens) : null;
  return textNow().runWords.lines.token(token, found, value, fate);
}

function partOf(seed: number, { run }: Subject): { readonly isIn: boolean; readonly k: number } | null {
  const graph = run.trace?.graph ?? null;
  return graph && { isIn: graph.core.includes(seed), k: graph.coreness[seed] ?? 0 };
}
