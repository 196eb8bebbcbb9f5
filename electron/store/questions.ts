import { AppError } from "#core/errors";
import type { SampleSummary } from "#core/samples";
import { isBlank } from "./blank.ts";
import type { Ledger } from "./ledger.ts";
import { noSuchSample, summaryFor } from "./queue.ts";
import { readerOf } from "./review-rules.ts";

/** Records the first question of a sample that had none, unchanged to the last character. */
export function writeQuestion(ledger: Ledger, sampleId: string, question: string): SampleSummary {
  const where = `sample ${sampleId}`;
  if (isBlank(question)) {
    throw new AppError({ code: "bad-input", message: "This question is empty.", where, cure: "Write a question." });
  }
  return ledger.change(() => {
    const present = ledger.db.get<{ question: string }>("SELECT question FROM sample WHERE id = ?", sampleId);
    if (present === undefined) throw noSuchSample(sampleId);
    if (!isBlank(present.question)) {
      throw new AppError({
        code: "conflict",
        message: "This sample has a question already; it was left as it is.",
        where,
        cure: "Reload the sample, then change its question there.",
      });
    }
    ledger.record("question.written", { sampleId, question });
    return summaryFor(ledger.db, sampleId, readerOf(ledger));
  });
}

/** Records another wording of a question that is there. The same wording again changes nothing. */
export function editQuestion(ledger: Ledger, sampleId: string, question: string, version: number): SampleSummary {
  const where = `sample ${sampleId}`;
  if (isBlank(question)) {
    const cure = "Write a question; a sample that is not wanted can be rejected.";
    throw new AppError({ code: "bad-input", message: "A question cannot be taken away.", where, cure });
  }
  return ledger.change(() => {
    const present = ledger.db.get<{ question: string; question_version: number }>(
      "SELECT question, question_version FROM sample WHERE id = ?",
      sampleId,
    );
    if (present === undefined) throw noSuchSample(sampleId);
    if (isBlank(present.question) || present.question_version !== version) {
      const message = isBlank(present.question)
        ? "This sample has no question yet that could be changed."
        : "This question was changed since it was read; it was left as it is.";
      throw new AppError({ code: "conflict", message, where, cure: "Reload the sample; what was typed is kept." });
    }
    if (question !== present.question) ledger.record("question.edited", { sampleId, question });
    return summaryFor(ledger.db, sampleId, readerOf(ledger));
  });
}
