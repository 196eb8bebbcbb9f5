import { aligned, printable, shortened } from "./describe.ts";
import { FIGURE_COLUMNS } from "./figure-table.ts";
import type { EvaluationReport } from "./report.ts";
import { columnName, notesOf, partsOf, type ReportPart, stepsText, usageText } from "./run-text.ts";

/** A run's report as people read it in a terminal. `folder` is where its files lie. */
export function describeRunReport(report: EvaluationReport, folder: string): string {
  const usage = usageText(report);
  const steps = stepsText(report);
  const { p50, p95 } = report.timings.perSample;
  return [
    ...notesOf(report).map(printable),
    "",
    ...figureTable(report),
    "",
    evaluatorLine(report),
    ...(usage === null ? [] : [usage]),
    `${report.samples} samples, ${report.failed} failed; ${p50.toFixed(0)} ms a sample (median), ${p95.toFixed(0)} ms (95th percentile)`,
    ...(steps === null ? [] : [steps]),
    `Report: ${folder} (report.md, report.json, report.csv, samples.csv)`,
  ].join("\n");
}

function figureTable(report: EvaluationReport): string[] {
  const parts = partsOf(report);
  const header = ["", "samples", ...FIGURE_COLUMNS.flatMap((column) => [columnName(column, report), ""])];
  const metrics = ["", "", ...FIGURE_COLUMNS.flatMap(() => ["gIoU", "cIoU"])];
  const rows = parts.map((part) => [
    titleOf(part),
    String(part.samples),
    ...FIGURE_COLUMNS.flatMap((column) =>
      (["gIoU", "cIoU"] as const).map((key) => {
        const value = part.row[column]?.[key].toFixed(4) ?? "-";
        const span = part.interval?.[column]?.[key];
        return span ? `${value} [${span[0].toFixed(3)}, ${span[1].toFixed(3)}]` : value;
      }),
    ),
  ]);
  const note = report.intervals === null ? [] : [`[ ]: ${report.intervals.level * 100}% intervals, bootstrap`];
  return [...aligned([header, metrics, ...rows]), ...note];
}

function titleOf({ kind, name }: ReportPart): string {
  if (kind === "macro") return "Avg. (categories)";
  return kind === "average" ? "average" : `${kind} ${shortened(name)}`;
}

function evaluatorLine({ evaluator }: EvaluationReport): string {
  const number = (value: number | null) => (value === null ? "-" : value.toFixed(3));
  const { constantQuestions = 0 } = evaluator;
  const constant = constantQuestions > 0 ? ` (${constantQuestions} questions constant)` : "";
  return [
    `Evaluator ${evaluator.name === "oracle" ? "Oracle" : evaluator.name}: Spearman pooled ${number(evaluator.spearmanPooled)}`,
    `per question ${number(evaluator.spearmanPerQuestion)}${constant}`,
    `top-1 regret ${number(evaluator.top1Regret)}`,
    `MAE ${number(evaluator.mae)}`,
  ].join(", ");
}
