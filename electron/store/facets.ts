import type { Facets } from "#core/samples";
import type { Database } from "./database.ts";

/** A dataset of a million categories is filtered by searching them. */
const MOST = 200;

/** What the queue can be filtered by; each list is read from an index of its own. */
export function facetsOf(db: Database): Facets {
  const list = (sql: string) =>
    db
      .all<{ value: string; samples: number }>(`${sql} GROUP BY value ORDER BY samples DESC, value LIMIT ${MOST}`)
      .map((row) => ({ ...row }));
  const count = (condition: string) => Number(db.value(`SELECT count(*) FROM sample WHERE ${condition}`));
  return {
    category: list("SELECT category AS value, count(*) AS samples FROM sample WHERE category <> ''"),
    split: list("SELECT split AS value, count(*) AS samples FROM sample WHERE split <> ''"),
    kind: list("SELECT kind AS value, count(*) AS samples FROM sample_kind"),
    author: list("SELECT author AS value, count(*) AS samples FROM verdict"),
    stale: count("stale = 1"),
    scored: count("top_score IS NOT NULL"),
    compared: count("disagreement IS NOT NULL"),
  };
}
