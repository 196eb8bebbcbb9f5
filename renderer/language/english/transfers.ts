import { counted, number, size } from "./counts.ts";

type Kind = "import" | "predictions" | "export";

const nouns: Readonly<Record<Kind, string>> = { import: "Import", predictions: "Import of masks", export: "Export" };
const doing: Readonly<Record<Kind, string>> = {
  import: "Importing",
  predictions: "Importing masks",
  export: "Exporting",
};

/** Imports and exports: how far one is, what it did, and what their dialogs share. */
export const transfers = {
  close: "Close",
  title: "Title of the project",
  folder: "Its folder",
  strict: "Strict",
  format: "Format",
  samples: (count: number) => counted(count, "sample"),
  busy: (kind: Kind) =>
    `${kind === "export" ? "An export" : "An import"} of this project is under way: wait until it has ended, or cancel it.`,
  job: {
    running: (kind: Kind) => doing[kind],
    failed: (kind: Kind) => `${nouns[kind]} failed`,
    cancelled: (kind: Kind) => `${nouns[kind]} cancelled`,
    nothing: "Nothing was written",
    done: (kind: Kind, isPart: boolean) => `${nouns[kind]} done${isPart ? ", with notes" : ""}`,
    of: (job: string, project: string) => `${job}: ${project}`,
    into: "Into",
    from: "From",
    exportCancelled: "Nothing was written.",
    importCancelled: "What was taken until then stays in the project; started again, the import goes on from there.",
    progress: "Progress",
    starting: "Starting…",
    /** The unit is the format's own word, e.g. "rows". */
    amount: (done: number, total: number, unit: string) => {
      const amount = unit === "bytes" ? size : number;
      const name = unit === "bytes" ? "" : ` ${unit}`;
      return total > 0 ? `${amount(done)} of ${amount(total)}${name}` : `${amount(done)}${name}`;
    },
    soFar: (kind: Kind, taken: number, skipped: number) =>
      `${number(taken)} ${kind === "export" ? "written" : "taken"} · ${number(skipped)} skipped`,
    goesOn: "This goes on when you close the dialog; the header shows how far it is.",
    cancelIt: (kind: Kind) => (kind === "export" ? "Cancel the export" : "Cancel the import"),
    background: "Go on in the background",
    again: "Change and try again",
  },
  report: {
    figures: {
      "samples-written": "samples written",
      "masks-taken": "masks taken",
      "samples-taken": "samples taken",
      "already-there": "already there",
      skipped: "skipped",
      "taken-in-part": "taken in part",
    },
    cancelledBefore: "Nothing was taken before it was cancelled.",
    nothing: {
      export: "No sample could go out.",
      import: "No sample was found there.",
      predictions: "No mask was found there.",
    } satisfies Readonly<Record<Kind, string>>,
    notes: "All notes, one a line",
    writtenTo: "Written to",
    copy: (path: string) => `Copy the path: ${path}`,
    skipped: "skipped",
    inPart: "in part",
    line: (line: number) => `line ${number(line)}`,
    more: (count: number) => `and ${number(count)} more`,
  },
  place: {
    name: "Name of the new folder",
    noName: "A folder’s name, without / or \\",
    change: "Change the place…",
    where: "Where the folder goes",
    writes: "Writes",
  },
  formats: {
    likely: "The source looks like",
    others: "Other formats",
    looking: "Looking at the source…",
    choose: "Choose a format",
    none: "No format has this name.",
    preset: "as the format does by itself",
    found: "looked for by itself",
    choosePath: "Choose…",
    choosing: (option: string) => `Choose: ${option}`,
  },
};
