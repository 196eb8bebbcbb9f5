import { CUMULATIVE_EPSILON } from "#core/metrics";
import type { EvaluationReport, FigureRow, IntervalRow } from "./report.ts";
import { CONVENTION_IN_WORDS } from "./run-text.ts";

/** How many ids or files are named in the text; the JSON document has them all. */
const NAMED = 10;

/** The report as people read it: what was compared, by which convention, what was missing, and an aligned table. */
export function describeEvaluation(report: EvaluationReport): string {
  const { convention, settings, samples, skipped } = report;
  const epsilon = CUMULATIVE_EPSILON[convention];
  return [
    `Convention ${convention}: ${CONVENTION_IN_WORDS[convention]} (cIoU = sum I / (sum U + ${epsilon.toExponential()}))`,
    `Dataset      ${printable(String(settings.dataset))} (${settings.format})`,
    `Predictions  ${printable(String(settings.predictions))}`,
    "",
    ...table(report),
    "",
    `${samples} samples scored${skipped > 0 ? `, ${skipped} skipped` : ""}; ${timing(report)}`,
    ...named("missing", "without a prediction, counted as empty masks", report.missing),
    ...named(
      "failed",
      "cannot be compared, counted as empty masks",
      report.failures.map(({ id }) => id),
    ),
    ...named("unknown", "predictions that belong to no sample, not counted", report.unknown),
  ].join("\n");
}

function timing({ timings: { perSample } }: EvaluationReport): string {
  return `${perSample.p50.toFixed(1)} ms a sample (median), ${perSample.p95.toFixed(1)} ms (95th percentile)`;
}

function named(word: string, meaning: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return [`${word}: 0`];
  const shown = ids.slice(0, NAMED).map((id) => printable(id.slice(0, 80)));
  const more = ids.length > NAMED ? `, and ${ids.length - NAMED} more (--json names all)` : "";
  return [`${word}: ${ids.length} (${meaning}): ${shown.join(", ")}${more}`];
}

function table(report: EvaluationReport): string[] {
  const { intervals, counts } = report;
  const categories = Object.entries(report.categories);
  const kinds = Object.entries(report.kinds);
  const macro = `macro mean of ${categories.length} categories`;
  const rows = [
    ["top 1", "samples", "gIoU", "cIoU"],
    line("average", report.samples, report.average, intervals?.average),
    ...(categories.length === 0 ? [] : [line(macro, report.samples, report.macro, intervals?.macro)]),
    ...categories.map(([name, row]) => {
      return line(`category ${shortened(name)}`, counts.categories[name], row, intervals?.categories[name]);
    }),
    ...kinds.map(([name, row]) => line(`kind ${shortened(name)}`, counts.kinds[name], row, intervals?.kinds[name])),
  ];
  const note = intervals === null ? [] : [`[ ]: ${intervals.level * 100}% intervals, bootstrap over samples`];
  return [...aligned(rows), ...note];
}

function line(name: string, samples: number | undefined, row: FigureRow, interval: IntervalRow | undefined): string[] {
  const cell = (key: "gIoU" | "cIoU") => {
    const span = interval?.top1?.[key];
    const value = row.top1 === null ? "-" : row.top1[key].toFixed(4);
    return span ? `${value} [${span[0].toFixed(4)}, ${span[1].toFixed(4)}]` : value;
  };
  return [name, String(samples ?? ""), cell("gIoU"), cell("cIoU")];
}

/** Names to the left, numbers to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}

export function shortened(name: string): string {
  const text = printable(name);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Names come from other people's files: what would move a terminal's cursor or turn its text round is spelt out. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => {
    return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
