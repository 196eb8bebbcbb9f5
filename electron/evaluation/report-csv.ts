import { gIouTerm } from "#core/metrics";
import { FIGURE_COLUMNS } from "./figure-table.ts";
import type { EvaluationReport } from "./report.ts";
import type { EvaluatedSample } from "./run-report.ts";
import { columnName, partsOf } from "./run-text.ts";

/** All figures, one a line: part, name, samples, row, metric, value, low, high. Values in 0..1. */
export function aggregatesCsv(report: EvaluationReport): string {
  const rows = partsOf(report).flatMap(({ kind, name, samples, row, interval }) =>
    FIGURE_COLUMNS.flatMap((column) =>
      (["gIoU", "cIoU"] as const).map((metric) => {
        const span = interval?.[column]?.[metric];
        const value = row[column]?.[metric] ?? null;
        return [kind, name, samples, columnName(column, report), metric, value, span?.[0] ?? null, span?.[1] ?? null];
      }),
    ),
  );
  const { evaluator } = report;
  const figures = (["spearmanPooled", "spearmanPerQuestion", "top1Regret", "mae"] as const).map((metric) => {
    return ["evaluator", evaluator.name ?? "", report.samples, "", metric, evaluator[metric], null, null];
  });
  const facts = Object.entries({ convention: report.convention, failed: report.failed, ...report.settings });
  return csv([
    ["part", "name", "samples", "row", "metric", "value", "low", "high"],
    ...rows,
    ...figures,
    ...facts.map(([name, value]) => ["setting", name, null, "", "", value, null, null]),
  ]);
}

/** One line a sample, in the dataset's order: what it counts in every row, in pixels and as its gIoU term. */
export function samplesCsv(samples: readonly EvaluatedSample[]): string {
  const measures = ["intersection", "union", "gIoU"];
  const head = FIGURE_COLUMNS.flatMap((column) => measures.map((measure) => `${column}.${measure}`));
  const rows = [...samples]
    .sort((a, b) => a.index - b.index)
    .map(({ id, category, kinds, failure, figures, milliseconds, usage }) => [
      ...[id, category, kinds.join("; "), failure === null ? "ok" : failure.partly ? "partly" : "failed"],
      ...[figures.candidates.length, figures.candidates.find(({ score }) => score !== null)?.score ?? null],
      ...FIGURE_COLUMNS.flatMap((column) => {
        const { intersection, union } = figures[column];
        return [intersection, union, gIouTerm(figures[column])];
      }),
      ...[Math.round(milliseconds), usage?.inputTokens ?? null, usage?.outputTokens ?? null, usage?.cost ?? null],
      failure?.message ?? "",
    ]);
  const first = ["id", "category", "kinds", "state", "candidates", "top1.score"];
  return csv([[...first, ...head, "milliseconds", "tokensIn", "tokensOut", "cost", "failure"], ...rows]);
}

type Cell = string | number | boolean | null;

function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

/**
 * A number stands as it is. Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
 * Injection"); quotes are doubled (RFC 4180).
 */
function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = /^[\s]*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) || safe !== cell ? `"${safe.replaceAll('"', '""')}"` : safe;
}
