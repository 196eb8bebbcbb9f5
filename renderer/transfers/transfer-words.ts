import type { TransferProgress, TransferReport } from "#core/samples";
import type { TransferJob } from "#electron/api";

export const count = (value: number): string => value.toLocaleString("en");

const units: readonly (readonly [number, string])[] = [
  [2 ** 30, "GB"],
  [2 ** 20, "MB"],
  [2 ** 10, "kB"],
];

function bytes(value: number): string {
  const [size, unit] = units.find(([least]) => value >= least) ?? [1, "bytes"];
  return `${(value / size).toLocaleString("en", { maximumFractionDigits: size === 1 ? 0 : 1 })} ${unit}`;
}

/** "12 of 40 files", "1.5 MB of 2 GB", "12 rows". */
export function progressWords({ done, total, unit }: TransferProgress): string {
  const amount = unit === "bytes" ? bytes : count;
  const name = unit === "bytes" ? "" : ` ${unit}`;
  return total > 0 ? `${amount(done)} of ${amount(total)}${name}` : `${amount(done)}${name}`;
}

const doing = { import: "Importing", predictions: "Importing masks", export: "Exporting" } as const;
const nouns = { import: "Import", predictions: "Import of masks", export: "Export" } as const;

/** Why nothing else can be started in the project. */
export const busyWords = ({ kind }: Pick<TransferJob, "kind">): string =>
  `${kind === "export" ? "An export" : "An import"} of this project is under way: wait until it has ended, or cancel it.`;

/** An export that ended without a single sample makes no folder. */
const isNothingWritten = ({ kind, report }: Pick<TransferJob, "kind" | "report">): boolean =>
  kind === "export" && report !== null && report.taken === 0;

/** Whether the job's path is there, or about to be: a folder that was not written is none to look for. */
export const hasPlace = ({ kind, state, report }: Pick<TransferJob, "kind" | "state" | "report">): boolean =>
  kind !== "export" || state === "running" || (state === "done" && !isNothingWritten({ kind, report }));

/** What the job does or did, as a headline. */
export function titleOf({ kind, state, report }: Pick<TransferJob, "kind" | "state" | "report">): string {
  if (state === "running") return doing[kind];
  if (state === "failed") return `${nouns[kind]} failed`;
  if (state === "cancelled") return `${nouns[kind]} cancelled`;
  if (isNothingWritten({ kind, report })) return "Nothing was written";
  const isPart = report !== null && report.skipped + report.partly > 0;
  return `${nouns[kind]} done${isPart ? ", with notes" : ""}`;
}

/** What the numbers of a report count. */
export function figuresOf(report: TransferReport, kind: TransferJob["kind"]): readonly (readonly [string, number])[] {
  const taken = kind === "export" ? "samples written" : kind === "predictions" ? "masks taken" : "samples taken";
  const figures: (readonly [string, number])[] = [[taken, report.taken]];
  if (kind !== "export") figures.push(["already there", report.present]);
  figures.push(["skipped", report.skipped], ["taken in part", report.partly]);
  return figures;
}
