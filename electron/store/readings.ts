import type { Reading, Readings, Verdict } from "#core/samples";
import { Contents } from "./contents.ts";
import type { Database } from "./database.ts";
import { pointingsOf } from "./pointings.ts";
import { presentReading, readingPosition } from "./reading-rows.ts";
import { rulesOf } from "./review-rules.ts";

/** Where a sample stands that several people judge; null where one person judges each. */
export function readingsOf(db: Database, sampleId: string): Readings | null {
  const { readers: wanted } = rulesOf(db);
  if (wanted === 1) return null;
  const given = givenReadings(db, sampleId);
  return { wanted, given, all: given < wanted ? null : standing(db, sampleId) };
}

export function givenReadings(db: Database, sampleId: string): number {
  return Number(db.value("SELECT readers FROM reading_outcome WHERE sample_id = ?", sampleId) ?? 0);
}

/** Whether others' verdicts may be shown: not before everybody who is to give one has. */
export function areReadingsOpen(db: Database, sampleId: string): boolean {
  const { readers } = rulesOf(db);
  return readers === 1 || givenReadings(db, sampleId) >= readers;
}

/** All verdicts that stand, the oldest first. */
export function standing(db: Database, sampleId: string): Reading[] {
  const contents = new Contents(db);
  const pointings = pointingsOf(db, sampleId);
  const authors = db.all<{ author: string }>(
    "SELECT author FROM reading WHERE sample_id = ? AND decision IS NOT NULL ORDER BY at, author",
    sampleId,
  );
  return authors.flatMap(({ author }) => {
    const edit = presentReading(db, sampleId, author, readingPosition(db, sampleId, author));
    if (edit === null || edit.state.verdict === null) return [];
    const { mask } = edit.state;
    return {
      ...(edit.state.verdict as Verdict),
      author,
      at: edit.at,
      mask: mask === null ? null : contents.mask(mask),
      pointing: pointings.findLast((one) => one.author === author) ?? null,
    };
  });
}

/**
 * The verdict that an export takes of a sample that several people judge: the first one, where all that are wanted are
 * there and say the same. Where they do not, somebody has to decide between them first.
 */
export function agreedReading(db: Database, sampleId: string): Reading | null {
  const { readers } = rulesOf(db);
  const row = db.get<{ readers: number; disagree: number }>(
    "SELECT readers, disagree FROM reading_outcome WHERE sample_id = ?",
    sampleId,
  );
  if (row === undefined || row.readers < readers || row.disagree !== 0) return null;
  return standing(db, sampleId)[0] ?? null;
}
