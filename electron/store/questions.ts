import { AppError } from "#core/errors";
import type { SampleSummary } from "#core/samples";
import { isBlank } from "./blank.ts";
import type { Ledger } from "./ledger.ts";
import { noSuchSample, summaryOf } from "./queue.ts";

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
        cure: "Reload the sample. A question that was judged is never exchanged: add a sample with the other one.",
      });
    }
    ledger.record("question.written", { sampleId, question });
    return summaryOf(ledger.db, sampleId);
  });
}
