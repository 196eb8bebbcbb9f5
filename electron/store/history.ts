import type { SampleDetail, SampleHistory, Verdict } from "#core/samples";
import type { Database, Row } from "./database.ts";
import { type SampleRow, wordingsIn } from "./edit-rows.ts";
import { pointingsOf } from "./pointings.ts";
import { wordingsOf } from "./question-versions.ts";
import { summaryOf } from "./queue.ts";
import { areReadingsOpen } from "./readings.ts";

interface JudgementRow extends Row {
  readonly author: string;
  readonly at: string;
  readonly decision: string;
  readonly comment: string;
  readonly points: string | null;
  readonly question_version: number;
}

/** Every wording of a sample's question and every verdict that was ever given, from the first. */
export function historyOf(db: Database, sampleId: string, author: string): SampleHistory {
  const { question } = summaryOf(db, sampleId);
  const wordings = wordingsOf(db, sampleId);
  const verdicts = db.all<JudgementRow>(
    `SELECT author, at, decision, comment, points, question_version FROM judgement
     WHERE sample_id = ? ORDER BY number`,
    sampleId,
  );
  // Nobody sees what others said of a sample that they are still to judge.
  const isShown = areReadingsOpen(db, sampleId)
    ? () => true
    : (one: { readonly author: string }) => one.author === author;
  return {
    pointings: pointingsOf(db, sampleId).filter(isShown),
    questions:
      wordings.length === 0 ? [{ version: 0, question, author: null, at: null }] : wordings.map((one) => ({ ...one })),
    verdicts: verdicts.filter(isShown).map(({ points, decision, question_version, ...row }) => ({
      ...row,
      decision: decision as Verdict["decision"],
      questionVersion: question_version,
      ...(points === null ? {} : (JSON.parse(points) as Pick<Verdict, "checks" | "reasons">)),
    })),
  };
}

/** What of a stale sample is about an earlier wording; null for one that is not stale. */
export function stalenessOf(
  db: Database,
  sampleId: string,
  author: string,
  isStale: boolean,
): SampleDetail["staleness"] {
  const sample = db.get<SampleRow>(
    "SELECT position, image_id, question, question_version, latest_run FROM sample WHERE id = ?",
    sampleId,
  );
  if (sample === undefined || !isStale) return null;
  const wordings = wordingsIn(db, sampleId, sample);
  const run = db.value("SELECT question_version FROM run WHERE id = ?", sample.latest_run) as number | null;
  const { verdicts } = historyOf(db, sampleId, author);
  return {
    verdict: verdicts.findLast(({ questionVersion }) => wordings.isAnother(questionVersion)) ?? null,
    run: run !== null && wordings.isAnother(run),
  };
}
