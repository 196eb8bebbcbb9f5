import { shownAttention } from "./attention-shown.ts";
import type { Subject, Target } from "./types.ts";
import { candidateName, causeOf, fateOf, orDash, reasonWords, seedName, share, two } from "./wording.ts";

/** One thing of a step in a line of words, with its numbers. Null where the run does not have it. */
export function describe(target: Target, subject: Subject, layer: number | null): string | null {
  const { run, candidates } = subject;
  switch (target.kind) {
    case "token":
      return describeToken(target.token, subject, layer);
    case "seed": {
      const seed = run.seeds[target.seed];
      if (seed === undefined) return null;
      return `${capital(seedName(target.seed))} in token ${seed.token}, attention ${share(seed.attention)}${partOf(target.seed, subject)}`;
    }
    case "background": {
      const point = run.trace?.background;
      if (point == null) return null;
      return `Background point, the negative one: logit ${two(point.logit)}, attention ${share(point.attention)}`;
    }
    case "casualty": {
      const casualty = run.trace?.casualties.find((one) => one.seed === target.seed && one.mask === target.mask);
      if (casualty === undefined) return null;
      return `Mask ${casualty.mask} of ${seedName(casualty.seed)}, dropped (${reasonWords[casualty.reason]}): ${causeOf(casualty, run, candidates)}`;
    }
    case "candidate": {
      const candidate = candidates.find((one) => one.id === target.id);
      if (candidate === undefined) return null;
      const score = run.evaluator === "predicted-iou" ? "" : `, score ${orDash(candidate.score)}`;
      return `${capital(candidateName(candidate))}${score}, predicted IoU ${orDash(candidate.predictedIou)}`;
    }
  }
}

function describeToken(token: number, { run }: Subject, layer: number | null): string {
  const { attention, layer: found } = shownAttention(run, layer);
  const told = run.trace?.tokens.find((one) => one.token === token);
  const value = share(attention.values[token] ?? 0);
  const which = found === null ? "attention" : `attention of layer ${found}`;
  const fate = told && run.trace ? `; ${fateOf(told, run.trace.tokens)}` : "";
  return `Token ${token}, ${which} ${value}${fate}`;
}

function partOf(seed: number, { run }: Subject): string {
  const graph = run.trace?.graph ?? null;
  if (graph === null) return "";
  const where = graph.core.includes(seed) ? "in the core" : "outside the core";
  return `, core number ${graph.coreness[seed] ?? 0}, ${where}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
