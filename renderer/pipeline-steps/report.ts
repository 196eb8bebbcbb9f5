import { assertNever } from "#core/errors";
import { amgReport, semanticReport } from "./report-masks.ts";
import type { Report } from "./report-parts.ts";
import { rankedReport, topReport } from "./report-scores.ts";
import { attentionReport, initialReport, seedsReport, tokensReport } from "./report-tokens.ts";
import type { Run, StepId, Subject } from "./types.ts";

/** What is told of an open step. `layer` is the chosen layer of the attention. */
export function reportOf(step: StepId, subject: Subject, layer: number | null): Report {
  const report = reportOfStep(step, subject, layer);
  return { ...report, notes: [...report.notes, ...notesOf(step, subject.run)] };
}

function reportOfStep(step: StepId, subject: Subject, layer: number | null): Report {
  switch (step) {
    case "attention":
      return attentionReport(subject, layer);
    case "tokens":
      return tokensReport(subject);
    case "initial":
      return initialReport(subject);
    case "seeds":
      return seedsReport(subject);
    case "amg":
      return amgReport(subject);
    case "semantic":
      return semanticReport(subject);
    case "ranked":
      return rankedReport(subject);
    case "top":
      return topReport(subject);
    default:
      return assertNever(step);
  }
}

/** Notes of the discovery are about the run as a whole; they stand with its result. */
function notesOf(step: StepId, run: Run): readonly string[] {
  return step === "top" ? (run.trace?.notes ?? []) : [];
}
