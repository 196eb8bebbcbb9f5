import { CUMULATIVE_EPSILON } from "#core/metrics";
import type { FigureColumn } from "./figure-table.ts";
import type { EvaluationReport, FigureRow, IntervalRow } from "./report.ts";

/** The rows of the paper's tables. Both oracles use ground truth and say so wherever they stand. */
export const COLUMN_NAMES: Readonly<Record<FigureColumn, string>> = Object.freeze({
  initial: "initial",
  top1: "top-1",
  top3Oracle: "top-3 (oracle)",
  candidateOracle: "candidate oracle",
});

export const CONVENTION_IN_WORDS = Object.freeze({
  lisa: "pixels of the ignore region count nowhere",
  lens: "the ignore region counts as background",
});

/** One group of samples that has figures: the average, the macro mean, a category or a kind. */
export interface ReportPart {
  readonly kind: "average" | "macro" | "category" | "kind";
  /** Empty for the average and the macro mean. */
  readonly name: string;
  readonly samples: number;
  readonly row: FigureRow;
  readonly interval: IntervalRow | null;
}

/** Every part of a report: categories first as in the paper's tables, then their mean, then the average, then kinds. */
export function partsOf(report: EvaluationReport): ReportPart[] {
  const { intervals, counts, samples } = report;
  const named = (kind: "category" | "kind", of: "categories" | "kinds") =>
    Object.entries(report[of]).map(([name, row]): ReportPart => {
      return { kind, name, samples: counts[of][name] ?? 0, row, interval: intervals?.[of][name] ?? null };
    });
  const categories = named("category", "categories");
  const whole = (kind: "average" | "macro"): ReportPart => {
    return { kind, name: "", samples, row: report[kind], interval: intervals?.[kind] ?? null };
  };
  return [
    ...categories,
    ...(categories.length === 0 ? [] : [whole("macro")]),
    whole("average"),
    ...named("kind", "kinds"),
  ];
}

/** The name of a row; the oracle as evaluator makes an oracle's figure of every row that it ranked. */
export function columnName(column: FigureColumn, report: EvaluationReport): string {
  const name = COLUMN_NAMES[column];
  return column === "top1" && report.evaluator.usesGroundTruth ? `${name} (oracle)` : name;
}

/** What a reader has to know before comparing figures. */
export function notesOf(report: EvaluationReport): string[] {
  const { convention, evaluator, failed, run, skipped } = report;
  const epsilon = CUMULATIVE_EPSILON[convention].toExponential();
  return [
    `Convention ${convention}: ${CONVENTION_IN_WORDS[convention]} (cIoU = sum I / (sum U + ${epsilon})).`,
    "Oracle rows choose by ground truth: a ceiling, never a result to set beside another method's top 1.",
    ...evaluatorNotes(evaluator),
    ...(run?.candidatesOf === undefined
      ? []
      : [
          `Candidates and initial predictions are those of the run ${run.candidatesOf.run} (${run.candidatesOf.folder}); they were scored anew, and times are of scoring alone.`,
        ]),
    ...(failed > 0 ? [`Failed, and counted as empty masks: ${failed} of ${report.samples} samples.`] : []),
    ...(run && run.partlyFailed > 0
      ? [`Samples of which some groups failed: ${run.partlyFailed}; candidates without a score: ${run.unscored}.`]
      : []),
    ...(run?.resumed && run.usage
      ? ["Resumed: requests of earlier starts whose samples were not finished are not counted."]
      : []),
    ...(skipped > 0 ? [`Skipped samples of the source (no mask, no question, or unreadable): ${skipped}.`] : []),
    ...(run?.domains ?? []).map((domain) => `Made for: ${domain}.`),
  ];
}

function evaluatorNotes({ name, models }: EvaluationReport["evaluator"]): string[] {
  const full = models && models.length > 0 ? ` (${models.join(", ")})` : "";
  switch (name) {
    case undefined:
      return [];
    case "oracle":
      return [
        `Evaluator Oracle${full}: uses ground truth (scores are true IoU by the lisa convention); for analysis alone.`,
      ];
    case "random":
      return [`Evaluator random${full}: a baseline that looks at nothing.`];
    case "predicted-iou":
      return [`Evaluator predicted-iou${full}: SAM's own estimate, a baseline that has not read the question.`];
    case "pack":
    case "chat":
      return [`Evaluator ${name}${full}.`];
  }
}

/** Whether something failed and not one candidate of all samples has a score. */
export function nothingScored({ evaluator, failed }: EvaluationReport): boolean {
  return failed > 0 && evaluator.candidates === 0;
}

/** The steps' medians, in their order; null where no model ran. */
export function stepsText({ timings: { steps = {} } }: EvaluationReport): string | null {
  const parts = Object.entries(steps).map(([step, { p50 }]) => `${step} ${p50.toFixed(0)} ms`);
  return parts.length === 0 ? null : `Median of each step: ${parts.join(", ")}`;
}

export function usageText(report: EvaluationReport): string | null {
  const usage = report.run?.usage;
  if (!usage) return null;
  const cost = usage.cost === null ? "cost unknown (no price was configured)" : `cost ${usage.cost.toFixed(4)}`;
  const { requests, cached, inputTokens, outputTokens } = usage;
  return `${requests} requests (${cached} from the cache), ${inputTokens} tokens in, ${outputTokens} out, ${cost}`;
}

/** 0.1234 in percent as the papers print it; a dash where nothing was measured. */
export function percent(value: number | undefined): string {
  return value === undefined ? "-" : (100 * value).toFixed(1);
}
