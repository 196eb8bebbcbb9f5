import type { Candidate, SampleDetail } from "#core/samples";
import { type Catalogue, numberNow, textNow } from "#renderer/language";
import { byRank, isOfRun, type StepId } from "#renderer/pipeline-steps";
import { shownIou } from "#renderer/words";

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
type Step = Omit<PipelineStep, "value" | "title"> & { readonly value: number | string | null };

type Words = Catalogue["steps"];

/** The pipeline of a run, step by step (paper 4.2 and 4.3), with what each had or left over. */
export function stepsOf(
  run: Run,
  candidates: readonly Candidate[] = [],
  words: Words = textNow().steps,
): readonly PipelineStep[] {
  // What a person should know of how the steps went stands at the end.
  const notes = run.trace?.notes ?? [];
  const whose = words.whose(new Date(run.at).toLocaleString(), run.pack);
  const steps = [
    attention(run, words),
    tokens(run, words),
    initial(run, words),
    seeds(run, words),
    amg(run, words),
    semantic(run, words),
    ranked(run, words),
    top(run, candidates, words),
  ];
  return steps.map(({ value, explanation, ...rest }, place) => ({
    ...rest,
    title: words.titles[rest.id],
    value: value === null ? "–" : typeof value === "number" ? numberNow(value) : value,
    explanation: [explanation, ...(place === steps.length - 1 ? notes : []), whose].join(" "),
  }));
}

function attention({ attention, attentionSource }: Run, words: Words): Step {
  const source = words.attentions[attentionSource];
  return {
    id: "attention",
    how: source,
    value: attention.rows * attention.cols,
    explanation: words.attention(attention.rows, attention.cols, source),
  };
}

function tokens({ trace }: Run, words: Words): Step {
  const kept = trace?.tokens.filter((token) => token.kept).length ?? 0;
  const all = trace?.tokens.length ?? 0;
  return {
    id: "tokens",
    how: trace === undefined ? words.notKept : kept === all ? words.allKept : words.keptOf(all),
    value: trace === undefined ? null : kept,
    explanation: trace === undefined ? words.noTrace : words.tokens(all),
  };
}

function initial({ trace, image }: Run, words: Words): Step {
  if (trace === undefined) {
    return { id: "initial", how: words.notKept, value: null, explanation: words.noTrace };
  }
  const { prompt, area, predictedIou } = trace.initial;
  const share = (100 * area) / (image.width * image.height);
  const fromTokens = prompt === "prompt-tokens";
  return {
    id: "initial",
    how: fromTokens ? words.promptTokens : words.onePoint,
    value: area,
    explanation: words.initial(share.toFixed(1), fromTokens, shownIou(predictedIou)),
  };
}

function seeds({ funnel }: Run, words: Words): Step {
  return {
    id: "seeds",
    how: words.fromTokens,
    value: funnel.seeds,
    explanation: words.seeds,
  };
}

function amg({ funnel, settings }: Run, words: Words): Step {
  const { predIou, stability, nmsIou } = settings;
  return {
    id: "amg",
    how: words.keptOf(funnel.proposed),
    value: funnel.kept,
    explanation: words.amg(funnel, { predIou, stability, nmsIou }),
  };
}

function semantic({ trace }: Run, words: Words): Step {
  const graph = trace?.graph ?? null;
  return {
    id: "semantic",
    how:
      trace === undefined
        ? words.notKept
        : graph === null
          ? words.leftOut
          : graph.fellBack
            ? words.allSeeds
            : words.core(graph.k),
    value: graph === null ? null : graph.core.length,
    explanation:
      trace === undefined ? words.noTrace : graph === null ? words.semanticLeftOut : words.semantic(graph.edges.length),
  };
}

function ranked({ evaluator, scoring, funnel }: Run, words: Words): Step {
  const bySam = evaluator === "predicted-iou";
  const groups = scoring?.groups ?? [];
  const failed = groups.filter((group) => group.scores === null).length;
  const shown = groups.reduce((sum, group) => sum + group.candidates.length, 0);
  return {
    id: "ranked",
    how: bySam
      ? words.bySam
      : failed > 0
        ? words.groupsFailed(failed, groups.length)
        : words.by(scoring?.model ?? evaluator),
    value: scoring === undefined ? funnel.kept : shown,
    explanation: bySam
      ? words.rankedBySam
      : words.ranked(
          scoring?.model ?? evaluator,
          scoring ? { all: groups.length, size: scoring.groupSize } : null,
          failed,
        ),
  };
}

function top({ evaluator, scoring }: Run, candidates: readonly Candidate[], words: Words): Step {
  const [first, second] = byRank(candidates.filter(isOfRun));
  const bySam = evaluator === "predicted-iou";
  const worthOf = (one: Candidate | undefined): number | null => (bySam ? one?.predictedIou : one?.score) ?? null;
  const [best, next] = [worthOf(first), worthOf(second)];
  const told = (worth: number): string => (bySam ? shownIou(worth) : worth.toFixed(2));
  return {
    id: "top",
    how: first === undefined ? words.none : next === null ? words.noOther : words.next(told(next)),
    value: best === null ? null : told(best),
    explanation: bySam ? words.topBySam : words.top(scoring?.model ?? evaluator),
  };
}
