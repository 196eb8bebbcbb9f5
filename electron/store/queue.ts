import { AppError } from "#core/errors";
import type { SampleFilter, SampleStatus, SampleSummary } from "#core/samples";
import { sampleStatusSchema } from "#core/samples";
import type { SampleQuery } from "./contract.ts";
import type { Database, Row, SqlValue } from "./database.ts";
import { filterConditions } from "./filter-sql.ts";
import { imageNameOf } from "./image-names.ts";
import type { Ledger } from "./ledger.ts";
import { readerOf, rulesOf } from "./review-rules.ts";

const SUMMARY = `id, ordinal, question, category, image_id AS imageId, status, stale,
  (SELECT path FROM image WHERE image.id = sample.image_id) AS imagePath, top_score AS topScore,
  (SELECT evaluator FROM run WHERE run.id = latest_run) AS topBy`;
const OPEN = "status IN ('todo', 'started')";

/** Samples as the queue reads them: all columns that it shows and filters by, under the name `sample`. */
export interface Source {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** What a sample has to be for somebody to judge it still. */
  readonly open: string;
  /** How many people judge each sample. */
  readonly readers: number;
}

const ALL: Source = { sql: "sample", values: [], open: OPEN, readers: 1 };

/**
 * A reader sees their own progress and nobody else's; what as many others have judged as the project wants is not theirs
 * to judge any more. `reader` is null where all share one stack.
 */
export function samplesFor(reader: string | null, readers: number): Source {
  if (reader === null) return ALL;
  const sql = `(SELECT sample.id, ordinal, question, category, split, image_id, top_score, disagreement, latest_run,
      CASE WHEN sample.status = 'needs-question' THEN 'needs-question' ELSE coalesce(mine.status, 'todo') END AS status,
      CASE WHEN mine.decision IS NOT NULL THEN 0 ELSE max(sample.stale, coalesce(mine.stale, 0)) END AS stale,
      CASE WHEN mine.decision IS NULL THEN coalesce((SELECT readers FROM reading_outcome
        WHERE reading_outcome.sample_id = sample.id), 0) ELSE 0 END AS others
    FROM sample LEFT JOIN reading AS mine ON mine.sample_id = sample.id AND mine.author = ?) AS sample`;
  return { sql, values: [reader], open: `${OPEN} AND others < ${Math.floor(readers)}`, readers };
}

/** The samples as the one who works here sees them. */
export const samplesSeen = (ledger: Ledger): Source => samplesFor(readerOf(ledger), rulesOf(ledger.db).readers);

type SummaryRow = Row &
  Omit<SampleSummary, "imageName" | "stale" | "top"> & {
    readonly imagePath: string;
    readonly stale: number;
    readonly topScore: number | null;
    readonly topBy: string | null;
  };

export function noSuchSample(sampleId: string): AppError {
  return new AppError({
    code: "not-found",
    message: `There is no sample ${sampleId} in this project.`,
    where: `sample ${sampleId}`,
    cure: "Pick a sample from the list.",
  });
}

export function countByStatus(db: Database, { sql, values }: Source = ALL): Readonly<Record<SampleStatus, number>> {
  const counts = Object.fromEntries(sampleStatusSchema.options.map((status) => [status, 0])) as Record<
    SampleStatus,
    number
  >;
  const rows = db.all<{ status: string; n: number }>(
    `SELECT status, count(*) AS n FROM ${sql} GROUP BY status`,
    ...values,
  );
  for (const row of rows) counts[row.status as SampleStatus] = row.n;
  return counts;
}

/** A page of the queue as it is filtered. */
export function querySamples(
  db: Database,
  query: SampleQuery,
  source: Source = ALL,
): { total: number; items: SampleSummary[] } {
  const offset = Math.max(0, Math.floor(query.offset));
  const limit = Math.max(0, Math.floor(query.limit));
  const conditions = filterConditions(query, source.readers);
  if (conditions.length === 0) return unfiltered(db, offset, limit, source);
  const values = [...source.values, ...conditions.flatMap((condition) => condition.values)];
  const where = `WHERE ${conditions.map(({ sql }) => sql).join(" AND ")}`;
  const total = Number(db.value(`SELECT count(*) FROM ${source.sql} ${where}`, ...values));
  const items = db.all<SummaryRow>(
    `SELECT ${SUMMARY} FROM ${source.sql} ${where} ORDER BY ordinal LIMIT ? OFFSET ?`,
    ...values,
    limit,
    offset,
  );
  return { total, items: items.map(plain) };
}

/** The driver's rows have no prototype, which not every reader of objects takes. */
function plain({ imagePath, stale, topScore, topBy, ...row }: SummaryRow): SampleSummary {
  const top = topScore === null || topBy === null ? {} : { top: { score: topScore, evaluator: topBy } };
  return { ...row, imageName: imageNameOf(imagePath), stale: stale !== 0, ...top };
}

/** Ordinals have no gaps, so that any page of the whole queue is found by index. */
function unfiltered(
  db: Database,
  offset: number,
  limit: number,
  source: Source,
): { total: number; items: SampleSummary[] } {
  const total = Number(db.value("SELECT max(ordinal) FROM sample") ?? -1) + 1;
  const items = db.all<SummaryRow>(
    `SELECT ${SUMMARY} FROM ${source.sql} WHERE ordinal >= ? ORDER BY ordinal LIMIT ?`,
    ...source.values,
    offset,
    limit,
  );
  return { total, items: items.map(plain) };
}

/** Throws `not-found` for a sample that is not there. */
export function summaryOf(db: Database, sampleId: string): SampleSummary {
  const row = db.get<SummaryRow>(`SELECT ${SUMMARY} FROM sample WHERE id = ?`, sampleId);
  if (row === undefined) throw noSuchSample(sampleId);
  return plain(row);
}

/** As a reader sees it. Throws `not-found` too. */
export function summaryFor(db: Database, sampleId: string, reader: string | null): SampleSummary {
  const { sql, values } = samplesFor(reader, 1);
  const row = db.get<SummaryRow>(`SELECT ${SUMMARY} FROM ${sql} WHERE id = ?`, ...values, sampleId);
  if (row === undefined) throw noSuchSample(sampleId);
  return plain(row);
}

/** The next sample that wants work, after `ordinal` or, wrapping round, from the start. */
export function nextOpenSample(
  db: Database,
  ordinal: number,
  filter: SampleFilter,
  source: Source = ALL,
): SampleSummary | null {
  const conditions = filterConditions(filter, source.readers);
  const values = conditions.flatMap((condition) => condition.values);
  const from = (place: string) =>
    db.get<SummaryRow>(
      `SELECT ${SUMMARY} FROM ${source.sql}
       WHERE ${[source.open, ...conditions.map(({ sql }) => sql), place].join(" AND ")} ORDER BY ordinal LIMIT 1`,
      ...source.values,
      ...values,
      ordinal,
    );
  const next = from("ordinal > ?") ?? from("ordinal <= ?");
  return next === undefined ? null : plain(next);
}
