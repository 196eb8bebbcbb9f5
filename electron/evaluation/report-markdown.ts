import { printable } from "./describe.ts";
import { FIGURE_COLUMNS, type FigureColumn } from "./figure-table.ts";
import type { EvaluationReport } from "./report.ts";
import { columnName, notesOf, partsOf, percent, type ReportPart, stepsText, usageText } from "./run-text.ts";

const FAILURES_NAMED = 50;

/** The report as a page: the paper's table (rows: what answers; columns: categories and their mean), then the rest. */
export function markdownReport(report: EvaluationReport): string {
  const { run, samples } = report;
  return `${[
    `# Evaluation${run ? ` ${run.id}` : ""}`,
    `${samples} samples${run ? ` of ${run.sourceSamples}` : ""}. Figures in percent.`,
    notesOf(report)
      .map((note) => `- ${cell(note)}`)
      .join("\n"),
    ...figureTables(report),
    ...evaluatorTable(report),
    ...(usageText(report) === null ? [] : [`Endpoint: ${usageText(report)}.`]),
    timingText(report),
    ...failureList(report),
    "## Settings",
    pairs(report.settings),
    ...(run ? ["## Versions", pairs(run.versions)] : []),
    ...(run ? [`Run \`${run.id}\` of ${run.created}; settings hash \`${run.settingsHash}\`.`] : []),
  ].join("\n\n")}\n`;
}

function figureTables(report: EvaluationReport): string[] {
  const parts = partsOf(report);
  const main = parts.filter(({ kind }) => kind !== "kind");
  const kinds = parts.filter(({ kind }) => kind === "kind");
  return [
    "## Figures",
    figureTable(main, report),
    ...(report.intervals ? [`In brackets: ${100 * report.intervals.level}% intervals, bootstrap over samples.`] : []),
    ...(kinds.length === 0 ? [] : ["## Kinds", figureTable(kinds, report)]),
  ];
}

function figureTable(parts: readonly ReportPart[], report: EvaluationReport): string {
  const head = parts.flatMap((part) => [`${titleOf(part)} gIoU`, "cIoU"]);
  const rows = FIGURE_COLUMNS.map((column) => [
    columnName(column, report),
    ...parts.flatMap((part) => [figure(part, column, "gIoU"), figure(part, column, "cIoU")]),
  ]);
  const counts = ["samples", ...parts.flatMap(({ samples }) => [String(samples), ""])];
  return table(["", ...head], [...rows, counts]);
}

function titleOf({ kind, name }: ReportPart): string {
  if (kind === "macro") return "Avg. (mean of categories)";
  return kind === "average" ? "All samples" : name;
}

function figure({ row, interval }: ReportPart, column: FigureColumn, key: "gIoU" | "cIoU"): string {
  const span = interval?.[column]?.[key];
  const value = percent(row[column]?.[key]);
  return span ? `${value} [${percent(span[0])}, ${percent(span[1])}]` : value;
}

function evaluatorTable({ evaluator }: EvaluationReport): string[] {
  if (evaluator.name === undefined) return [];
  const number = (value: number | null) => (value === null ? "-" : value.toFixed(4));
  const { rankedQuestions = 0, constantQuestions = 0, questions = 0, candidates = 0 } = evaluator;
  const constant = constantQuestions > 0 ? `; ${constantQuestions} constant` : "";
  const rows = [
    ["Spearman, pooled", number(evaluator.spearmanPooled), `${candidates} candidates`],
    ["Spearman, per question", number(evaluator.spearmanPerQuestion), `${rankedQuestions} questions${constant}`],
    ["Top-1 regret", number(evaluator.top1Regret), `${questions} questions`],
    ["MAE of score and IoU", number(evaluator.mae), `${candidates} candidates`],
  ];
  return ["## Evaluator", table([evaluator.name === "oracle" ? "Oracle" : evaluator.name, "value", "over"], rows)];
}

function timingText(report: EvaluationReport): string {
  const { p50, p95 } = report.timings.perSample;
  const steps = stepsText(report);
  return `${p50.toFixed(0)} ms a sample (median), ${p95.toFixed(0)} ms (95th percentile).${steps === null ? "" : ` ${steps}.`}`;
}

function failureList({ failures }: EvaluationReport): string[] {
  if (failures.length === 0) return [];
  const rows = failures
    .slice(0, FAILURES_NAMED)
    .map(({ id, partly, code, message }) => [id, partly ? "some groups" : "sample", code, message]);
  const more = failures.length - rows.length;
  return [
    "## Failures",
    table(["sample", "what failed", "code", "message"], rows),
    ...(more > 0 ? [`... and ${more} more: report.json names them.`] : []),
  ];
}

function pairs(record: Readonly<Record<string, string | number | boolean | null>>): string {
  return table(
    ["name", "value"],
    Object.entries(record).map(([name, value]) => [name, value === null ? "-" : String(value)]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");
}

/** Names come from other people's files: nothing in them may end a cell, start markup or turn text round. */
function cell(text: string): string {
  return printable(text).replace(/[\\`*{}[<>|~#]/g, "\\$&");
}
