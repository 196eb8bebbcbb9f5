import { canonicalJson, sha256 } from "./canonical.ts";
import type { Identity } from "./contract.ts";
import type { Database, Row } from "./database.ts";
import type { EventKind, EventPayloads, StoreEvent } from "./event-kinds.ts";

export interface EventRow extends Row {
  readonly hash: string;
  readonly author: string;
  readonly device: string;
  /** From 1, without gaps, in its chain. */
  readonly seq: number;
  /** Lamport clock: larger than that of every event that was known when this one was written. */
  readonly clock: number;
  /** Hash of the event before it in its chain; empty for the first. */
  readonly prev: string;
  readonly kind: string;
  /** Canonical JSON. */
  readonly payload: string;
  readonly at: string;
}

/** SHA-256 over the canonical JSON of everything else in the row, the hash before it included. */
export function eventHash(event: Omit<EventRow, "hash">): string {
  const { author, device, seq, clock, prev, kind, payload, at } = event;
  return sha256(canonicalJson({ author, device, seq, clock, prev, kind, payload, at }));
}

/** Columns in the order in which the log is written. */
const COLUMNS = "hash, author, device, seq, clock, prev, kind, payload, at";

/** The append-only log. Only `append` writes to it, inside the caller's transaction. */
export class EventLog {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds an event to the end of the identity's own chain and returns it as a replay would read it. */
  append<K extends EventKind>(identity: Identity, kind: K, payload: EventPayloads[K], at: Date): StoreEvent {
    const { author, device } = identity;
    const tail = this.#db.get<{ seq: number; head: string }>(
      "SELECT seq, head FROM chain WHERE author = ? AND device = ?",
      author,
      device,
    );
    const body = {
      author,
      device,
      seq: (tail?.seq ?? 0) + 1,
      clock: this.clock() + 1,
      prev: tail?.head ?? "",
      kind,
      payload: canonicalJson(payload),
      at: at.toISOString(),
    };
    const row: EventRow = { ...body, hash: eventHash(body) };
    this.#db.run(
      `INSERT INTO event (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.hash,
      row.author,
      row.device,
      row.seq,
      row.clock,
      row.prev,
      row.kind,
      row.payload,
      row.at,
    );
    this.#db.run(
      "INSERT INTO chain (author, device, seq, head) VALUES (?, ?, ?, ?) " +
        "ON CONFLICT DO UPDATE SET seq = excluded.seq, head = excluded.head",
      author,
      device,
      row.seq,
      row.hash,
    );
    return readEvent(row);
  }

  /** The largest clock in the log; 0 for an empty one. */
  clock(): number {
    return Number(this.#db.value("SELECT max(clock) FROM event") ?? 0);
  }

  count(): number {
    return Number(this.#db.value("SELECT count(*) FROM event"));
  }

  /** The total order in which tables are built: the same for every merge of the same chains. */
  inOrder(): Generator<EventRow> {
    return this.#db.each<EventRow>(`SELECT ${COLUMNS} FROM event ORDER BY clock, hash`);
  }

  ofChain(author: string, device: string): Generator<EventRow> {
    return this.#db.each<EventRow>(
      `SELECT ${COLUMNS} FROM event WHERE author = ? AND device = ? ORDER BY seq`,
      author,
      device,
    );
  }
}

/** Parses a row of the log. Throws a SyntaxError for a payload that is no JSON. */
export function readEvent(row: EventRow): StoreEvent {
  return { author: row.author, at: row.at, kind: row.kind, payload: JSON.parse(row.payload) } as StoreEvent;
}
