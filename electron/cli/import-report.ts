import type { TransferNote, TransferReport } from "#core/samples";

/** Examples that are printed of each reason; the notes' file has all. */
const EXAMPLES = 3;

export interface ReportPlace {
  /** Null: nothing was written, it was only tried. */
  readonly project: string | null;
  readonly copy: boolean;
  /** The only split that was asked for. */
  readonly split?: string | undefined;
}

/** What an import did, for people. */
export function describeReport(report: TransferReport, { project, copy, split }: ReportPlace): string {
  const { format, path, taken, present, skipped, partly, notesFile, cancelled } = report;
  const what = project === null ? "Tried, nothing written:" : "Imported";
  const head = `${what} ${format} from ${path}${project === null ? "" : ` into ${project}`}`;
  return [
    ...(cancelled ? ["Cancelled; what was taken until then stays."] : []),
    head,
    `  taken    ${taken}${project === null || taken === 0 ? "" : `, ${describeImages(report, copy)}`}`,
    ...(present > 0 ? [`  present  ${present}, already in the project and left as they are`] : []),
    `  skipped  ${skipped}`,
    ...describeReasons(report, "skipped"),
    ...(partly > 0 ? [`  partly   ${partly}, taken without what is named`, ...describeReasons(report, "partly")] : []),
    ...(taken + present + skipped === 0 && !cancelled ? [`  ${foundNone(split)}`] : []),
    ...(notesFile === null ? [] : [`  all notes in ${notesFile}`]),
  ].join("\n");
}

function foundNone(split: string | undefined): string {
  if (split === undefined) return "No sample was found there.";
  return `No sample of the split "${split}" was found there; without --split all are taken, --dry-run only counts them.`;
}

/** Images from inside a file are copied whatever was asked; a dataset may have both kinds. */
function describeImages({ taken, takenFromInside: inside = 0 }: TransferReport, copy: boolean): string {
  const others = copy ? "images copied into the project" : "image files stay where they are";
  if (inside === 0) return others;
  const copied = `images of ${inside} from inside the files were copied into the project`;
  return inside === taken ? copied : `${copied}, the other ${others}`;
}

/** Each reason with its count and its first examples; also of exports. */
export function describeReasons({ reasons, notes }: TransferReport, outcome: TransferNote["outcome"]): string[] {
  return reasons
    .filter((reason) => reason.outcome === outcome)
    .flatMap(({ reason, count }) => [
      `    ${String(count).padStart(7)}  ${reason}`,
      ...notes
        .filter((note) => note.reason === reason && note.outcome === outcome)
        .slice(0, EXAMPLES)
        .map((note) => `             ${whereOf(note)}: ${note.message}`),
    ]);
}

function whereOf({ file, field, line }: TransferNote): string {
  return `${file}${line === null ? "" : `:${line}`}${field === null ? "" : ` ${field}`}`;
}
