import type { SampleFilter } from "#core/samples";
import type { SqlValue } from "./database.ts";

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** What LIKE would read as a wildcard stands for itself. */
function likePattern(search: string): string {
  return `%${search.replace(/[\\%_]/g, (special) => `\\${special}`)}%`;
}

/** SQLite's limit for a LIKE pattern, in bytes (SQLITE_MAX_LIKE_PATTERN_LENGTH). */
const LONGEST_PATTERN = 50_000;

/** Finds a text in question, category, id and the verdict's comment; a very long one letter by letter. */
function searchCondition(search: string): Condition {
  const pattern = likePattern(search);
  const isLong = Buffer.byteLength(pattern) > LONGEST_PATTERN;
  const value = isLong ? search : pattern;
  const found = (column: string) => (isLong ? `instr(${column}, ?) > 0` : `${column} LIKE ? ESCAPE '\\'`);
  const own = ["question", "category", "id"].map(found).join(" OR ");
  const sql = `(${own} OR id IN (SELECT sample_id FROM verdict WHERE ${found("comment")}))`;
  return { sql, values: [value, value, value, value] };
}

const marks = (values: readonly unknown[]): string => values.map(() => "?").join(", ");

/**
 * Conditions on `sample` that must hold together; none for a filter that shuts nobody out. `readers` is how many people
 * judge each sample.
 */
export function filterConditions(filter: SampleFilter, readers: number): readonly Condition[] {
  const conditions: Condition[] = [];
  const add = (sql: string, ...values: readonly SqlValue[]) => conditions.push({ sql, values });
  const search = filter.search?.trim() ?? "";
  if (search !== "") conditions.push(searchCondition(search));
  // An empty list of statuses has always meant none; the lists that came later shut nobody out when they are empty.
  if (filter.status !== undefined) add(`status IN (${marks(filter.status)})`, ...filter.status);
  const oneOf = (values: readonly string[] | undefined, sql: (marks: string) => string) => {
    if (values !== undefined && values.length > 0) add(sql(marks(values)), ...values);
  };
  oneOf(filter.category, (list) => `category IN (${list})`);
  oneOf(filter.split, (list) => `split IN (${list})`);
  oneOf(filter.kind, (list) => `ordinal IN (SELECT ordinal FROM sample_kind WHERE kind IN (${list}))`);
  if (readers === 1) oneOf(filter.author, (list) => `id IN (SELECT sample_id FROM verdict WHERE author IN (${list}))`);
  else
    oneOf(
      filter.author,
      (list) => `id IN (SELECT sample_id FROM reading WHERE decision IS NOT NULL AND author IN (${list}))`,
    );
  oneOf(filter.id, (list) => `id IN (${list})`);
  oneOf(filter.assignee, (list) => `id IN (SELECT sample_id FROM assignment WHERE annotator IN (${list}))`);
  if (filter.score !== undefined) add("top_score BETWEEN ? AND ?", filter.score.min, filter.score.max);
  if (filter.disagreement !== undefined) add("disagreement >= ?", filter.disagreement);
  if (filter.readersDisagree !== undefined) {
    // Not before all have judged: who is still to judge shall not learn that the others differ.
    const outcome = "SELECT sample_id FROM reading_outcome WHERE disagree = 1 AND readers >= ?";
    add(`id ${filter.readersDisagree ? "IN" : "NOT IN"} (${outcome})`, readers);
  }
  if (filter.stale !== undefined) add(filter.stale ? "stale = 1" : "stale = 0");
  return conditions;
}
