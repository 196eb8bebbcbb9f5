import { AppError } from "#core/errors";
import type { SampleFilter, SampleStatus, SampleSummary } from "#core/samples";
import { sampleStatusSchema } from "#core/samples";
import type { SampleQuery } from "./contract.ts";
import type { Database, Row } from "./database.ts";
import { filterConditions } from "./filter-sql.ts";
import { imageNameOf } from "./image-names.ts";

const SUMMARY = `id, ordinal, question, category, image_id AS imageId, status, stale,
  (SELECT path FROM image WHERE image.id = sample.image_id) AS imagePath, top_score AS topScore,
  (SELECT evaluator FROM run WHERE run.id = latest_run) AS topBy`;
const OPEN = "status IN ('todo', 'started')";

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

export function countByStatus(db: Database): Readonly<Record<SampleStatus, number>> {
  const counts = Object.fromEntries(sampleStatusSchema.options.map((status) => [status, 0])) as Record<
    SampleStatus,
    number
  >;
  const rows = db.all<{ status: string; n: number }>("SELECT status, count(*) AS n FROM sample GROUP BY status");
  for (const row of rows) counts[row.status as SampleStatus] = row.n;
  return counts;
}

/** A page of the queue as it is filtered. */
export function querySamples(db: Database, query: SampleQuery): { total: number; items: SampleSummary[] } {
  const offset = Math.max(0, Math.floor(query.offset));
  const limit = Math.max(0, Math.floor(query.limit));
  const conditions = filterConditions(query);
  if (conditions.length === 0) return unfiltered(db, offset, limit);
  const values = conditions.flatMap((condition) => condition.values);
  const where = `WHERE ${conditions.map(({ sql }) => sql).join(" AND ")}`;
  const total = Number(db.value(`SELECT count(*) FROM sample ${where}`, ...values));
  const items = db.all<SummaryRow>(
    `SELECT ${SUMMARY} FROM sample ${where} ORDER BY ordinal LIMIT ? OFFSET ?`,
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
function unfiltered(db: Database, offset: number, limit: number): { total: number; items: SampleSummary[] } {
  const total = Number(db.value("SELECT max(ordinal) FROM sample") ?? -1) + 1;
  const items = db.all<SummaryRow>(
    `SELECT ${SUMMARY} FROM sample WHERE ordinal >= ? ORDER BY ordinal LIMIT ?`,
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

/** The next sample that wants work, after `ordinal` or, wrapping round, from the start. */
export function nextOpenSample(db: Database, ordinal: number, filter: SampleFilter): SampleSummary | null {
  const conditions = filterConditions(filter);
  const values = conditions.flatMap((condition) => condition.values);
  const from = (place: string) =>
    db.get<SummaryRow>(
      `SELECT ${SUMMARY} FROM sample WHERE ${[OPEN, ...conditions.map(({ sql }) => sql), place].join(" AND ")}
       ORDER BY ordinal LIMIT 1`,
      ...values,
      ordinal,
    );
  const next = from("ordinal > ?") ?? from("ordinal <= ?");
  return next === undefined ? null : plain(next);
}
