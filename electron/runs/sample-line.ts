import { AppError, type ErrorCode, toErrorReport } from "#core/errors";
import type { Convention } from "#core/metrics";
import type { EvaluatorName, RunResult, ScoredGroup } from "#core/samples";
import { type EvaluatedSample, type EvaluationFailure, emptyFigures, figuresOf } from "#electron/evaluation";
import { sumUsage } from "#native-models/chat";
import type { BatchSample } from "./batch-source.ts";
import type { SampleLine } from "./results-file.ts";

export interface SampleFacts {
  readonly sample: BatchSample;
  /** SHA-256 of its picture; null where it could not be read. */
  readonly image: string | null;
  readonly milliseconds: number;
  readonly convention: Convention;
}

/** The line of a sample that was run. Where no group could be scored it counts as failed, though it has candidates. */
export function lineOfResult(result: RunResult, facts: SampleFacts): SampleLine {
  const { sample, convention } = facts;
  return {
    ...common(facts),
    figures: figuresOf(result, sample.truth, convention),
    failure: failureOfScoring(result, sample),
    result,
  };
}

/** The line of a sample whose run failed. */
export function lineOfFailure(thrown: unknown, facts: SampleFacts): SampleLine {
  const { sample, convention } = facts;
  const { code, message, where = sample.where, cure } = toErrorReport(thrown);
  return {
    ...common(facts),
    figures: emptyFigures(sample.truth, convention),
    failure: { id: sample.id, code, message, where, cure },
    result: null,
  };
}

function common({ sample, image, milliseconds }: SampleFacts) {
  const { id, index, category, kinds } = sample;
  return { id, index, category, kinds: [...kinds], image, milliseconds };
}

/** What of a result could not be scored: `partly`, or nothing at all; null where everything was. */
export function failureOfScoring(
  { candidates, scoring }: Pick<RunResult, "candidates" | "scoring">,
  sample: Pick<BatchSample, "id" | "where">,
): EvaluationFailure | null {
  const unscored = candidates.filter(({ score }) => score === null).length;
  if (unscored === 0) return null;
  const failed = scoring?.groups.filter(({ scores }) => scores === null) ?? [];
  const reasons = [...new Set(failed.map(({ error }) => error ?? "it was not said why"))].join(" ");
  const all = unscored === candidates.length;
  const message = `${all ? "All" : unscored} of ${candidates.length} candidates have no score: ${reasons}`;
  const cure = all
    ? "Resume the run: it is asked again."
    : "The others count. The groups' answers are in results.jsonl.";
  const failure = { id: sample.id, code: codeOf(failed, scoring?.evaluator), message, where: sample.where, cure };
  return all ? failure : { ...failure, partly: true };
}

/** A group is tried twice only where its answer was malformed; any other failure was the server's or the worker's. */
function codeOf(failed: readonly ScoredGroup[], evaluator: EvaluatorName | undefined): ErrorCode {
  if (failed.some(({ attempts }) => attempts > 1)) return "malformed-answer";
  return evaluator === "chat" ? "endpoint-failed" : "worker-failed";
}

/** Whether a resumed run does the sample again. */
export function isToRepeat({ failure }: Pick<SampleLine, "failure">): boolean {
  return failure !== null && failure.partly !== true;
}

/** What the report needs of a line; the masks stay on the disk. */
export function evaluatedOf({ result, ...line }: SampleLine): EvaluatedSample {
  const { id, index, category, kinds, figures, failure, milliseconds } = line;
  const model = result?.scoring?.model ?? null;
  const usage = sumUsage([result?.attentionExchange?.usage ?? null, result?.scoring?.usage ?? null]);
  const steps = result?.timings ?? null;
  return { id, index, category, kinds, figures, failure, milliseconds, steps, model, usage };
}

/** The versions that results name must be those of the run. Throws `conflict` naming the one that is not. */
export function mergedVersions(
  known: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
  folder: string,
): Record<string, string> {
  for (const [name, version] of Object.entries(found)) {
    const before = known[name];
    if (before === undefined || before === version) continue;
    throw new AppError({
      code: "conflict",
      message: `This run was made with ${name} ${before}, and now it is ${version}.`,
      where: folder,
      cure: "Resume it with the version that it was started with, or start a new run.",
    });
  }
  return { ...known, ...found };
}
