import { AppError } from "#core/errors";
import type { SampleStatus, SampleSummary } from "#core/samples";
import { sampleStatusSchema } from "#core/samples";
import type { SampleQuery } from "./contract.ts";
import type { Database, Row, SqlValue } from "./database.ts";
import { imageNameOf } from "./image-names.ts";

const SUMMARY = `id, ordinal, question, category, image_id AS imageId, status, stale,
  (SELECT path FROM image WHERE image.id = sample.image_id) AS imagePath`;
const OPEN = "status IN ('todo', 'started')";

type SummaryRow = Row &
  Omit<SampleSummary, "imageName" | "stale"> & { readonly imagePath: string; readonly stale: number };

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

/** What LIKE would read as a wildcard stands for itself. */
function likePattern(search: string): string {
  return `%${search.replace(/[\\%_]/g, (special) => `\\${special}`)}%`;
}

/** SQLite's limit for a LIKE pattern, in bytes (SQLITE_MAX_LIKE_PATTERN_LENGTH). */
const LONGEST_PATTERN = 50_000;

/** A condition that finds the text in question, category or id; a very long one letter by letter. */
function searchCondition(search: string): { readonly sql: string; readonly value: string } {
  const columns = ["question", "category", "id"];
  const pattern = likePattern(search);
  if (Buffer.byteLength(pattern) > LONGEST_PATTERN) {
    return { sql: columns.map((column) => `instr(${column}, ?) > 0`).join(" OR "), value: search };
  }
  return { sql: columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(" OR "), value: pattern };
}

/** A page of the queue. The search looks in question, category and id. */
export function querySamples(db: Database, query: SampleQuery): { total: number; items: SampleSummary[] } {
  const offset = Math.max(0, Math.floor(query.offset));
  const limit = Math.max(0, Math.floor(query.limit));
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const search = query.search?.trim() ?? "";
  if (search !== "") {
    const { sql, value } = searchCondition(search);
    conditions.push(`(${sql})`);
    values.push(value, value, value);
  }
  if (query.status !== undefined) {
    conditions.push(`status IN (${query.status.map(() => "?").join(", ")})`);
    values.push(...query.status);
  }
  if (conditions.length === 0) return unfiltered(db, offset, limit);
  const where = `WHERE ${conditions.join(" AND ")}`;
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
function plain({ imagePath, stale, ...row }: SummaryRow): SampleSummary {
  return { ...row, imageName: imageNameOf(imagePath), stale: stale !== 0 };
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
export function nextOpenSample(db: Database, ordinal: number): SampleSummary | null {
  const after = db.get<SummaryRow>(
    `SELECT ${SUMMARY} FROM sample WHERE ${OPEN} AND ordinal > ? ORDER BY ordinal LIMIT 1`,
    ordinal,
  );
  const next = after ?? db.get<SummaryRow>(`SELECT ${SUMMARY} FROM sample WHERE ${OPEN} ORDER BY ordinal LIMIT 1`);
  return next === undefined ? null : plain(next);
}
