import type { Candidate, SampleDetail } from "#core/samples";
import { byRank, isOfRun, type StepId } from "#renderer/pipeline-steps";

export interface PipelineStep {
  readonly id: StepId;
  readonly title: string;
  /** How this step was done, in a few words. */
  readonly how: string;
  readonly value: string;
  /** What the number is and whose, for the tooltip. */
  readonly explanation: string;
}

type Run = NonNullable<SampleDetail["run"]>;
type Step = Omit<PipelineStep, "value"> & { readonly value: number | string | null };

export const STEP_TITLES = [
  "Attention",
  "Tokens",
  "Initial mask",
  "Seeds",
  "AMG",
  "Semantic",
  "Ranked",
  "Top 1",
] as const;

const attentionWords: Readonly<Record<Run["attentionSource"], string>> = {
  grid: "uniform grid",
  clicks: "your clicks",
  pack: "prompt token",
  chat: "chat endpoint",
};

const NO_TRACE = "This run was made by a version that kept no trace of it.";
const count = (value: number, one: string, many = `${one}s`): string =>
  `${value.toLocaleString("en")} ${value === 1 ? one : many}`;

/** The pipeline of a run, step by step (paper 4.2 and 4.3), with what each had or left over. */
export function stepsOf(run: Run, candidates: readonly Candidate[] = []): readonly PipelineStep[] {
  // What a person should know of how the steps went stands at the end.
  const notes = run.trace?.notes ?? [];
  const whose = `Run of ${new Date(run.at).toLocaleString()} with ${run.pack}.`;
  const steps = [
    attention(run),
    tokens(run),
    initial(run),
    seeds(run),
    amg(run),
    semantic(run),
    ranked(run),
    top(run, candidates),
  ];
  return steps.map(({ value, explanation, ...rest }, place) => ({
    ...rest,
    value: value === null ? "–" : value.toLocaleString("en"),
    explanation: [explanation, ...(place === steps.length - 1 ? notes : []), whose].join(" "),
  }));
}

function attention({ attention, attentionSource }: Run): Step {
  const source = attentionWords[attentionSource];
  return {
    id: "attention",
    title: "Attention",
    how: source,
    value: attention.rows * attention.cols,
    explanation: `Cells of the ${attention.rows} x ${attention.cols} attention map; its source: ${source}.`,
  };
}

function tokens({ trace }: Run): Step {
  const kept = trace?.tokens.filter((token) => token.kept).length ?? 0;
  const all = trace?.tokens.length ?? 0;
  return {
    id: "tokens",
    title: "Tokens",
    how: trace === undefined ? "not kept" : kept === all ? "all kept" : `kept of ${all}`,
    value: trace === undefined ? null : kept,
    explanation:
      trace === undefined
        ? NO_TRACE
        : `Of the ${count(all, "most attended token")} those whose region has the highest mean logit in the initial prediction: this drops attention sinks.`,
  };
}

function initial({ trace, image }: Run): Step {
  if (trace === undefined) {
    return { id: "initial", title: "Initial mask", how: "not kept", value: null, explanation: NO_TRACE };
  }
  const { prompt, area, predictedIou } = trace.initial;
  const share = (100 * area) / (image.width * image.height);
  const fromTokens = prompt === "prompt-tokens";
  return {
    id: "initial",
    title: "Initial mask",
    how: fromTokens ? "prompt tokens" : "one point",
    value: area,
    explanation: `Pixels (${share.toFixed(1)}% of the picture) of SAM's single mask ${fromTokens ? "from the prompt tokens" : "at the most attended point: this source of attention has no prompt token"}; SAM estimates its IoU as ${predictedIou.toFixed(2)}.`,
  };
}

function seeds({ funnel }: Run): Step {
  return {
    id: "seeds",
    title: "Seeds",
    how: "from the tokens",
    value: funnel.seeds,
    explanation: "Points sampled in the kept tokens, more where attention is higher, at which SAM was asked.",
  };
}

function amg({ funnel, settings }: Run): Step {
  const named = (key: string, sign: string) => (settings[key] === undefined ? "" : ` (${sign} ${settings[key]})`);
  return {
    id: "amg",
    title: "AMG",
    how: `kept of ${funnel.proposed.toLocaleString("en")}`,
    value: funnel.kept,
    explanation:
      `SAM proposed ${count(funnel.proposed, "mask")}; ${funnel.afterPredictedIou} were left after the predicted IoU${named("predIou", ">")}, ` +
      `${funnel.afterStability} after the stability${named("stability", "≥")}, ${funnel.afterNms} after non-maximum suppression${named("nmsIou", "IoU ≤")}, ${funnel.kept} within the budget.`,
  };
}

function semantic({ trace }: Run): Step {
  const graph = trace?.graph ?? null;
  return {
    id: "semantic",
    title: "Semantic",
    how:
      trace === undefined ? "not kept" : graph === null ? "left out" : graph.fellBack ? "all seeds" : `${graph.k}-core`,
    value: graph === null ? null : graph.core.length,
    explanation:
      trace === undefined
        ? NO_TRACE
        : graph === null
          ? "Semantic candidates were left out of this run."
          : `Seeds in the densest part of the similarity graph (${count(graph.edges.length, "edge")}): with one background point and the initial logits they prompt SAM for the semantic candidates.`,
  };
}

function ranked({ evaluator, scoring, funnel }: Run): Step {
  const bySam = evaluator === "predicted-iou";
  const groups = scoring?.groups ?? [];
  const failed = groups.filter((group) => group.scores === null).length;
  const shown = groups.reduce((sum, group) => sum + group.candidates.length, 0);
  const trouble =
    failed === 0 ? "" : ` ${count(failed, "group")} of ${groups.length} failed: those candidates have no score.`;
  return {
    id: "ranked",
    title: "Ranked",
    how: bySam
      ? "by SAM's predicted IoU"
      : failed > 0
        ? `${failed} of ${groups.length} groups failed`
        : `by ${scoring?.model ?? evaluator}`,
    value: scoring === undefined ? funnel.kept : shown,
    explanation: bySam
      ? "Candidates in the order of SAM's predicted IoU: not an answer to the question."
      : `Candidates in the order of the score of ${scoring?.model ?? evaluator}${scoring ? `, ${count(groups.length, "group")} of up to ${scoring.groupSize}` : ""}.${trouble}`,
  };
}

function top({ evaluator, scoring }: Run, candidates: readonly Candidate[]): Step {
  const [first, second] = byRank(candidates.filter(isOfRun));
  const bySam = evaluator === "predicted-iou";
  const worthOf = (one: Candidate | undefined): number | null => (bySam ? one?.predictedIou : one?.score) ?? null;
  const [best, next] = [worthOf(first), worthOf(second)];
  return {
    id: "top",
    title: "Top 1",
    how: first === undefined ? "none" : next === null ? "no other" : `next ${next.toFixed(2)}`,
    value: best === null ? null : best.toFixed(2),
    explanation: bySam
      ? "SAM's predicted IoU of the first candidate, and of the next: not an answer to the question."
      : `The first candidate's score by ${scoring?.model ?? evaluator}, and the next one's.`,
  };
}
