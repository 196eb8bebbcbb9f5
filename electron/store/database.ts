import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from "@photostructure/sqlite";
import { storeFailure } from "./failures.ts";
import { decodeText, encodeText } from "./text-codec.ts";

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, SqlValue>>;

export interface DatabaseOptions {
  readonly readOnly?: boolean;
  /** Off only for the scratch database that a replay is written to. */
  readonly foreignKeys?: boolean;
  /** Where errors say that they happened; the file itself by default. */
  readonly where?: string;
}

/**
 * The only place that speaks to SQLite: keeps prepared statements, lets any text rest unchanged (text-codec.ts), and
 * turns every error into an AppError.
 * While a file is open here nothing else in this process may open it through `node:fs`: on POSIX systems the
 * first close() of any handle drops the process's locks on the file.
 */
export class Database {
  readonly where: string;
  readonly #db: DatabaseSyncInstance;
  readonly #readOnly: boolean;
  readonly #statements = new Map<string, StatementSyncInstance>();

  constructor(file: string, options: DatabaseOptions = {}) {
    this.where = options.where ?? file;
    this.#readOnly = options.readOnly ?? false;
    this.#db = this.#guard(
      () =>
        new DatabaseSync(file, {
          readOnly: options.readOnly ?? false,
          enableForeignKeyConstraints: options.foreignKeys ?? true,
          timeout: 5000,
        }),
    );
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw storeFailure(thrown, this.where);
    }
  }

  #statement(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs statements that take no values and answer nothing. */
  exec(sql: string): void {
    this.#guard(() => this.#db.exec(sql));
  }

  run(sql: string, ...values: SqlValue[]): { readonly changes: number } {
    return this.#guard(() => ({ changes: Number(this.#statement(sql).run(...values.map(toRest)).changes) }));
  }

  get<T extends Row = Row>(sql: string, ...values: SqlValue[]): T | undefined {
    const row = this.#guard(() => this.#statement(sql).get(...values.map(toRest)) as T | undefined);
    return row === undefined ? undefined : fromRest(row);
  }

  all<T extends Row = Row>(sql: string, ...values: SqlValue[]): T[] {
    return this.#guard(() => this.#statement(sql).all(...values.map(toRest)) as unknown as T[]).map(fromRest);
  }

  /** Row after row, for tables that need not fit in memory. Has a statement of its own, so that it may be nested. */
  *each<T extends Row = Row>(sql: string, ...values: SqlValue[]): Generator<T> {
    const rows = this.#guard(() => this.#db.prepare(sql).iterate(...values.map(toRest)));
    try {
      for (let next = this.#guard(() => rows.next()); !next.done; next = this.#guard(() => rows.next())) {
        yield fromRest(next.value as T);
      }
    } finally {
      // A statement that is left in the middle would keep its read lock.
      rows.return?.();
    }
  }

  /** One value of the first row, or null. */
  value(sql: string, ...values: SqlValue[]): SqlValue {
    const row = this.get(sql, ...values);
    return row === undefined ? null : (Object.values(row)[0] ?? null);
  }

  /** All or nothing. When it returns, the work is on the disk (synchronous=FULL). */
  transaction<T>(work: () => T): T {
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.exec("COMMIT");
      return result;
    } catch (thrown) {
      this.#rollback();
      throw storeFailure(thrown, this.where);
    }
  }

  /** Everything that `work` reads is of one moment, whatever another process commits meanwhile. */
  snapshot<T>(work: () => T): T {
    this.exec("BEGIN");
    try {
      return work();
    } finally {
      this.#rollback();
    }
  }

  /** SQLite has already rolled back by itself after some errors, a full disk among them. */
  #rollback(): void {
    if (!this.#db.isTransaction) return;
    try {
      this.#db.exec("ROLLBACK");
    } catch {
      // The error that brought us here says more.
    }
  }

  /**
   * Folds the write-ahead log into the database first, so that the folder can be copied as it lies. Where that fails
   * (another process reads, the disk is full) the log stays beside it: SQLite reads both on the next opening. The
   * driver keeps the files open until its prepared statements are garbage collected.
   */
  close(): void {
    this.#statements.clear();
    if (!this.#db.isOpen) return;
    if (!this.#readOnly) this.#checkpoint();
    this.#guard(() => this.#db.close());
  }

  #checkpoint(): void {
    try {
      this.#db.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // Nothing is lost: see above.
    }
  }
}

function toRest(value: SqlValue): SqlValue {
  return typeof value === "string" ? encodeText(value) : value;
}

/** The row itself where nothing in it was encoded, as nearly always. */
function fromRest<T extends Row>(row: T): T {
  for (const [column, value] of Object.entries(row)) {
    if (typeof value !== "string") continue;
    const text = decodeText(value);
    if (text !== value) (row as Record<string, SqlValue>)[column] = text;
  }
  return row;
}

/** The settings of every project database that is written to. */
export function makeDurable(db: Database): void {
  db.get("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY");
}
