import type { Facets } from "#core/samples";
import type { Database } from "./database.ts";

/** A dataset of a million categories is filtered by searching them. */
const MOST = 200;

/** What the queue can be filtered by; each list is read from an index of its own. */
export function facetsOf(db: Database, readers: number): Facets {
  const list = (sql: string) =>
    db
      .all<{ value: string; samples: number }>(`${sql} GROUP BY value ORDER BY samples DESC, value LIMIT ${MOST}`)
      .map((row) => ({ ...row }));
  const count = (condition: string) => Number(db.value(`SELECT count(*) FROM sample WHERE ${condition}`));
  const outcomes = (condition: string) =>
    readers === 1
      ? 0
      : Number(db.value(`SELECT count(*) FROM reading_outcome WHERE readers >= ? AND disagree ${condition}`, readers));
  return {
    category: list("SELECT category AS value, count(*) AS samples FROM sample WHERE category <> ''"),
    split: list("SELECT split AS value, count(*) AS samples FROM sample WHERE split <> ''"),
    kind: list("SELECT kind AS value, count(*) AS samples FROM sample_kind"),
    author: list(
      readers === 1
        ? "SELECT author AS value, count(*) AS samples FROM verdict"
        : "SELECT author AS value, count(*) AS samples FROM reading WHERE decision IS NOT NULL",
    ),
    assignee: list("SELECT annotator AS value, count(*) AS samples FROM assignment"),
    read: outcomes(">= 0"),
    readersDisagree: outcomes("= 1"),
    stale: count("stale = 1"),
    scored: count("top_score IS NOT NULL"),
    compared: count("disagreement IS NOT NULL"),
  };
}
