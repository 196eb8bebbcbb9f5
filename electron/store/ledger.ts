import { AppError } from "#core/errors";
import { Contents } from "./contents.ts";
import type { Identity, StoreChange } from "./contract.ts";
import type { Database } from "./database.ts";
import type { EventKind, EventPayloads } from "./event-kinds.ts";
import { EventLog } from "./event-log.ts";
import { Projection } from "./projection.ts";

/** Whose work a change is: an import's can be had again from its source. */
export type ChangeBy = "person" | "import";

/** An open database with the one way to change it: append an event, apply it, in one transaction. */
export class Ledger {
  readonly db: Database;
  readonly contents: Contents;
  readonly log: EventLog;
  readonly #projection: Projection;
  readonly #identity: Identity;
  readonly #now: () => Date;
  /** Called after a change is on the disk, with the number of events that it made. */
  onChange: (events: number, by: ChangeBy) => void = () => {};
  readonly #listeners = new Set<(change: StoreChange) => void>();
  /** Samples that the change under way touches; null among them: more than single ones. */
  readonly #touched = new Set<string | null>();
  #pending = 0;
  #closed = false;

  constructor(db: Database, identity: Identity, now: () => Date) {
    this.db = db;
    this.contents = new Contents(db);
    this.log = new EventLog(db);
    this.#projection = new Projection(db, this.contents);
    this.#identity = identity;
    this.#now = now;
  }

  /** Who works here now. */
  get author(): string {
    return this.#identity.author;
  }

  /** Runs `work` in one transaction; what it records is on the disk when this returns. */
  change<T>(work: () => T, by: ChangeBy = "person"): T {
    this.assertOpen();
    this.#pending = 0;
    this.#touched.clear();
    const result = this.db.transaction(work);
    if (this.#pending > 0) {
      this.onChange(this.#pending, by);
      this.#tell();
    }
    return result;
  }

  /** Only inside `change`. */
  record<K extends EventKind>(kind: K, payload: EventPayloads[K]): void {
    this.#projection.apply(this.log.append(this.#identity, kind, payload, this.#now()));
    this.#pending++;
    this.#touched.add("sampleId" in payload ? payload.sampleId : null);
  }

  listen(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    const touched = [...this.#touched];
    const sampleIds = touched.every((id) => id !== null) ? touched : null;
    for (const listener of this.#listeners) listener({ sampleIds, mark: this.log.clock() });
  }

  assertOpen(): void {
    if (!this.#closed) return;
    throw new AppError({
      code: "conflict",
      message: "This project has been closed.",
      where: this.db.where,
      cure: "Open it again.",
    });
  }

  close(): void {
    this.#closed = true;
  }
}
