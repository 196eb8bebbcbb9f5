import { AppError } from "#core/errors";
import type { Convention } from "#core/metrics";
import type { EvaluatorName, RunResult, TransferNote, Usage } from "#core/samples";
import { sumUsage } from "#native-models/chat";
import { EvaluatorTally } from "./evaluator-figures.ts";
import { FigureTable } from "./figure-table.ts";
import { percentile } from "./percentile.ts";
import type { EvaluationFailure, EvaluationReport, RunFacts } from "./report.ts";
import type { SampleFigures } from "./sample-figures.ts";

/** What a run over many samples leaves of each. */
export interface EvaluatedSample {
  readonly id: string;
  /** Place in the dataset: the report's sums go in this order, whatever order the samples were finished in. */
  readonly index: number;
  readonly category: string;
  readonly kinds: readonly string[];
  readonly figures: SampleFigures;
  /** Why it failed, or (`partly`) that some groups did. */
  readonly failure: EvaluationFailure | null;
  /** The evaluator in full; null where it never came to scoring. */
  readonly model: string | null;
  readonly usage: Usage | null;
  readonly milliseconds: number;
  /** Milliseconds of its steps; null where it failed. */
  readonly steps: StepTimes | null;
}

export type StepTimes = Pick<RunResult["timings"], (typeof STEPS)[number]>;
const STEPS = ["encode", "segment", "discover", "evaluate"] as const;

export interface RunReportInput {
  readonly samples: readonly EvaluatedSample[];
  readonly convention: Convention;
  readonly evaluator: EvaluatorName;
  readonly bootstrap: number | null;
  readonly seed: number;
  readonly settings: EvaluationReport["settings"];
  readonly skipped: number;
  readonly notes: readonly TransferNote[];
  readonly facts: Omit<RunFacts, "partlyFailed" | "unscored" | "usage">;
  readonly signal?: AbortSignal | undefined;
}

/** The report of a finished run; the same whatever order its samples were finished in. */
export async function reportOfRun(input: RunReportInput): Promise<EvaluationReport> {
  const { convention, bootstrap, seed } = input;
  const samples = [...input.samples].sort((a, b) => a.index - b.index);
  if (samples.length === 0) throw nothingRun(input.facts.folder);
  const table = new FigureTable(convention, bootstrap !== null);
  const evaluator = new EvaluatorTally();
  for (const { figures, category, kinds } of samples) {
    table.add(figures, { category, kinds });
    evaluator.add(figures);
  }
  const { samples: count, ...counts } = table.counts();
  const failures = samples.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const times = samples.map(({ milliseconds }) => milliseconds);
  return {
    convention,
    samples: count,
    failed: failures.filter(({ partly }) => partly !== true).length,
    missing: [],
    unknown: [],
    ...table.figures(),
    evaluator: {
      ...evaluator.figures(),
      name: input.evaluator,
      models: modelsOf(samples),
      usesGroundTruth: input.evaluator === "oracle",
    },
    intervals: bootstrap === null ? null : await table.intervals(bootstrap, seed, input.signal),
    counts,
    skipped: input.skipped,
    failures,
    notes: [...input.notes],
    settings: input.settings,
    run: {
      ...input.facts,
      partlyFailed: failures.filter(({ partly }) => partly === true).length,
      unscored: samples.reduce((sum, { figures }) => sum + unscoredOf(figures), 0),
      usage: sumUsage(samples.map(({ usage }) => usage)),
    },
    timings: { perSample: spreadOf(times), steps: stepTimes(samples) },
  };
}

function stepTimes(samples: readonly EvaluatedSample[]): NonNullable<EvaluationReport["timings"]["steps"]> {
  const spreads = STEPS.map((step) => {
    const times = samples.flatMap(({ steps }) => (steps === null ? [] : [steps[step]]));
    return [step, times.some((time) => time > 0) ? spreadOf(times) : null] as const;
  });
  return Object.fromEntries(spreads.filter((entry) => entry[1] !== null)) as Record<
    string,
    ReturnType<typeof spreadOf>
  >;
}

function spreadOf(times: readonly number[]) {
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

function unscoredOf({ candidates }: SampleFigures): number {
  return candidates.filter(({ score }) => score === null).length;
}

function modelsOf(samples: readonly EvaluatedSample[]): string[] {
  return [...new Set(samples.flatMap(({ model }) => (model === null ? [] : [model])))].sort();
}

function nothingRun(folder: string): AppError {
  return new AppError({
    code: "bad-input",
    message: "There is no sample to report on.",
    where: folder,
    cure: "Name a dataset or project whose samples have questions and masks.",
  });
}
