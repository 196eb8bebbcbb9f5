import { describeEvaluation, type EvaluationReport, evaluatePredictions } from "#electron/evaluation";
import { usage } from "./arguments.ts";
import { parseConvention } from "./evaluate-run.ts";
import { withInterrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";

export interface EvaluateOptions {
  readonly dataset: string | undefined;
  readonly predictions: string;
  readonly convention: string;
  readonly bootstrap: number | undefined;
  readonly seed: number;
}

/** How many failures, notes and ids stderr names; the JSON document has more. */
const NAMED = 20;

/** `rea2seg evaluate --dataset DIR --predictions PATH`: scores ready-made masks, runs no model. */
export async function evaluate(options: EvaluateOptions, terminal: Terminal): Promise<void> {
  const { dataset, predictions } = options;
  if (dataset === undefined) {
    throw usage("evaluate needs a dataset.", "--dataset", "Name a folder in our own format or ReasonSeg's.");
  }
  const convention = parseConvention(options.convention);
  const { bootstrap = null, seed } = options;
  const report = await withInterrupt(terminal, (signal) => {
    const onProgress = (progress: { step: string; done: number; total: number }) => terminal.progress(progress);
    return evaluatePredictions({ dataset, predictions, convention, bootstrap, seed, signal, onProgress });
  });
  tellProblems(report, terminal);
  terminal.answer(report, describeEvaluation(report));
}

/** What a person should know before believing the figures; nothing of it is an error. */
function tellProblems(report: EvaluationReport, terminal: Terminal): void {
  const { samples, missing, failures, notes, unknown } = report;
  for (const { message, where, cure } of failures.slice(0, NAMED)) {
    terminal.note(`${message} It counts as an empty mask.\n  where: ${where}\n  cure:  ${cure}`);
  }
  for (const { message, file, line } of notes.slice(0, NAMED)) {
    terminal.note(`${message}\n  where: ${line === null ? file : `${file}:${line}`}`);
  }
  const untold = Math.max(0, failures.length - NAMED) + Math.max(0, notes.length - NAMED);
  if (untold > 0) terminal.note(`... and ${untold} more; --json names them.`);
  if (missing.length === samples) {
    terminal.note("No sample has a prediction: a prediction's file name, or its id, has to be the sample's id.");
  }
  if (unknown.length > 0) {
    const shown = unknown.slice(0, NAMED).map((id) => JSON.stringify(id.slice(0, 80)));
    const more = unknown.length > NAMED ? ", ..." : "";
    terminal.note(`${unknown.length} predictions belong to no sample and are not counted: ${shown.join(", ")}${more}`);
  }
}
