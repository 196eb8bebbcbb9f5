import { DatabaseSync } from "@photostructure/sqlite";
import type { SqlValue } from "./database.ts";
import { storeFailure } from "./failures.ts";

export interface Inspection {
  /** PRAGMA application_id: whose file this is. */
  readonly applicationId: number;
  /** PRAGMA user_version: the schema's version. */
  readonly version: number;
  /** SQLite's quick check: "ok", or its first finding. */
  readonly finding: string;
}

/**
 * Looks into a database file without leaving a handle on it. The driver's prepared statements live until they are
 * garbage collected and keep their connection's files open until then, even after `close()`; `exec` makes none. On
 * Windows no backup could take the name of a damaged file that is still open.
 */
export function inspect(file: string, options: { readonly readOnly: boolean; readonly where?: string }): Inspection {
  return {
    applicationId: Number(ask(file, "application_id", "pragma_application_id", options)),
    version: Number(ask(file, "user_version", "pragma_user_version", options)),
    finding: String(ask(file, "quick_check", "pragma_quick_check LIMIT 1", options)),
  };
}

/** The last value of a column. The names are ours, never a person's. */
export function ask(
  file: string,
  column: string,
  table: string,
  options: { readonly readOnly: boolean; readonly where?: string },
): SqlValue {
  let answer: SqlValue = null;
  try {
    const db = new DatabaseSync(file, { readOnly: options.readOnly, timeout: 5000 });
    try {
      db.function("tell", (value: SqlValue) => {
        answer = value;
        return null;
      });
      db.exec(`SELECT tell(${column}) FROM ${table}`);
    } finally {
      db.close();
    }
  } catch (thrown) {
    throw storeFailure(thrown, options.where ?? file);
  }
  return answer;
}
