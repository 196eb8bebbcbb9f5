import type { TransferProgress, TransferReport } from "#core/samples";
import type { TransferJob } from "#electron/api";
import { type Catalogue, textNow } from "#renderer/language";

/** "12 of 40 files", "1.5 MB of 2 GB", "12 rows". */
export const progressWords = ({ done, total, unit }: TransferProgress): string =>
  textNow().transfers.job.amount(done, total, unit);

/** Why nothing else can be started in the project. */
export const busyWords = ({ kind }: Pick<TransferJob, "kind">): string => textNow().transfers.busy(kind);

/** An export that ended without a single sample makes no folder. */
const isNothingWritten = ({ kind, report }: Pick<TransferJob, "kind" | "report">): boolean =>
  kind === "export" && report !== null && report.taken === 0;

/** Whether the job's path is there, or about to be: a folder that was not written is none to look for. */
export const hasPlace = ({ kind, state, report }: Pick<TransferJob, "kind" | "state" | "report">): boolean =>
  kind !== "export" || state === "running" || (state === "done" && !isNothingWritten({ kind, report }));

/** What the job does or did, as a headline. */
export function titleOf({ kind, state, report }: Pick<TransferJob, "kind" | "state" | "report">): string {
  const words = textNow().transfers.job;
  if (state !== "done") return words[state](kind);
  if (isNothingWritten({ kind, report })) return words.nothing;
  return words.done(kind, report !== null && report.skipped + report.partly > 0);
}

type Figure = keyof Catalogue["transfers"]["report"]["figures"];

/** What the numbers of a report count, by the names that the catalogue has for it. */
export function figuresOf(report: TransferReport, kind: TransferJob["kind"]): readonly (readonly [Figure, number])[] {
  const taken = kind === "export" ? "samples-written" : kind === "predictions" ? "masks-taken" : "samples-taken";
  const figures: (readonly [Figure, number])[] = [[taken, report.taken]];
  if (kind !== "export") figures.push(["already-there", report.present]);
  figures.push(["skipped", report.skipped], ["taken-in-part", report.partly]);
  return figures;
}
