import { Contents } from "./contents.ts";
import { Database, type Row, type SqlValue } from "./database.ts";
import { EventLog, readEvent } from "./event-log.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { Projection, projectionTables } from "./projection.ts";
import { encodeText } from "./text-codec.ts";

/** Differences that are told one by one in each table; more are only counted. */
const TOLD = 10;

/** Empties the tables and builds them again from the log, in one transaction. */
export function rebuildTables(db: Database): void {
  db.transaction(() => rebuildInside(db));
}

function rebuildInside(db: Database): void {
  // Rows go before those that refer to them only at the end of the transaction.
  db.exec("PRAGMA defer_foreign_keys = ON");
  db.exec("DELETE FROM image_check");
  const projection = new Projection(db, new Contents(db));
  projection.clear();
  for (const event of new EventLog(db).inOrder()) projection.apply(readEvent(event));
}

/**
 * Brings an older project up to date. The first version's tables had cut texts with a NUL short and lost lone
 * surrogates; the log, where JSON escapes both, has kept them, and the tables are built from it once more. So they are
 * where a question was written here: which edits were about it is known from the log alone.
 */
export function migrateProject(db: Database): void {
  migrate(db, migrations, () => {
    const odd = "instr(payload, '\\u0000') > 0 OR instr(payload, '\\ud') > 0 OR kind = 'question.written'";
    if (db.value(`SELECT 1 FROM event WHERE ${odd} LIMIT 1`) !== null) rebuildInside(db);
  });
}

/** Replays the log into a scratch database and says where the tables of `db` differ from it. */
export function compareProjection(db: Database): string[] {
  // An empty name is SQLite's private temporary database: it spills to disk where memory would not do.
  const scratch = new Database("", { foreignKeys: false, where: db.where });
  try {
    migrate(scratch);
    const stopped = replay(db, scratch);
    if (stopped !== null) return [stopped];
    // A project that an earlier version wrote is verified as it lies: it has not all of today's tables.
    const has = (table: string) => db.value("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", table);
    const there = projectionTables.filter(({ table }) => has(table) !== null);
    return there.flatMap(({ table, order }) => compareTable(db, scratch, table, order));
  } finally {
    scratch.close();
  }
}

function replay(from: Database, to: Database): string | null {
  const projection = new Projection(to, new Contents(from));
  return to.transaction(() => {
    for (const event of new EventLog(from).inOrder()) {
      try {
        projection.apply(readEvent(event));
      } catch (thrown) {
        const reason = thrown instanceof Error ? thrown.message : String(thrown);
        return `The log cannot be replayed beyond event ${event.seq} of ${event.author} on ${event.device}: ${reason}`;
      }
    }
    return null;
  });
}

function compareTable(db: Database, replayed: Database, table: string, order: string): string[] {
  const keys = order.replace("ifnull(run_id, '')", "run_id").split(", ");
  const sql = `SELECT * FROM ${table} ORDER BY ${order}`;
  const differences: string[] = [];
  let count = 0;
  const tell = (text: () => string) => {
    count++;
    if (count <= TOLD) differences.push(text());
  };
  const found = db.each(sql);
  const said = replayed.each(sql);
  let a = found.next();
  let b = said.next();
  while (!a.done || !b.done) {
    const side = a.done ? 1 : b.done ? -1 : compareKeys(a.value, b.value, keys);
    const left = a.done ? null : a.value;
    const right = b.done ? null : b.value;
    if (side === 0 && left !== null && right !== null) {
      for (const column of differing(left, right)) {
        tell(
          () => `${nameOf(table, left, keys)}: ${column} is ${show(left[column])}, the log says ${show(right[column])}`,
        );
      }
    } else if (side < 0 && left !== null) {
      tell(() => `${nameOf(table, left, keys)} is not in the log`);
    } else if (right !== null) {
      tell(() => `${nameOf(table, right, keys)} is missing`);
    }
    if (side <= 0) a = found.next();
    if (side >= 0) b = said.next();
  }
  if (count > TOLD) differences.push(`${table}: ${count - TOLD} more differences`);
  return differences;
}

/** As SQLite orders them under BINARY: NULL counts as the empty text here, text by its UTF-8 bytes. */
function compareKeys(a: Row, b: Row, keys: readonly string[]): number {
  for (const key of keys) {
    const left = a[key] ?? "";
    const right = b[key] ?? "";
    if (left === right) continue;
    if (typeof left === "number" && typeof right === "number") return left < right ? -1 : 1;
    return Buffer.compare(Buffer.from(encodeText(String(left))), Buffer.from(encodeText(String(right))));
  }
  return 0;
}

function differing(a: Row, b: Row): string[] {
  return Object.keys(a).filter((column) => a[column] !== b[column]);
}

function nameOf(table: string, row: Row, keys: readonly string[]): string {
  return `${table} ${keys.map((key) => row[key] ?? "-").join(" ")}`;
}

function show(value: SqlValue | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
