import { assertNever } from "#core/errors";
import { textNow } from "#renderer/language";
import { amgReport, semanticReport } from "./report-masks.ts";
import type { Report, Words } from "./report-parts.ts";
import { rankedReport, topReport } from "./report-scores.ts";
import { attentionReport, initialReport, seedsReport, tokensReport } from "./report-tokens.ts";
import type { Run, StepId, Subject } from "./types.ts";

/** What is told of an open step. `layer` is the chosen layer of the attention. */
export function reportOf(
  step: StepId,
  subject: Subject,
  layer: number | null,
  words: Words = textNow().reports,
): Report {
  const report = reportOfStep(step, subject, layer, words);
  return { ...report, notes: [...report.notes, ...notesOf(step, subject.run)] };
}

function reportOfStep(step: StepId, subject: Subject, layer: number | null, words: Words): Report {
  switch (step) {
    case "attention":
      return attentionReport(subject, layer, words);
    case "tokens":
      return tokensReport(subject, words);
    case "initial":
      return initialReport(subject, words);
    case "seeds":
      return seedsReport(subject, words);
    case "amg":
      return amgReport(subject, words);
    case "semantic":
      return semanticReport(subject, words);
    case "ranked":
      return rankedReport(subject, words);
    case "top":
      return topReport(subject, words);
    default:
      return assertNever(step);
  }
}

/** Notes of the discovery are about the run as a whole; they stand with its result. */
function notesOf(step: StepId, run: Run): readonly string[] {
  return step === "top" ? (run.trace?.notes ?? []) : [];
}
