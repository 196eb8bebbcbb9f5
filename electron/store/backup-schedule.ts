import type { ErrorReport } from "#core/errors";
import { toErrorReport } from "#core/errors";
import { backupClock, listBackups, makeBackup } from "./backups.ts";
import type { ChangeBy, Ledger } from "./ledger.ts";

const STALE_MS = 10 * 60 * 1000;
/** Backups may take at most this part of the time, however large the project grows. */
const SHARE = 1 / 100;

export interface ScheduleOptions {
  /** Events between two automatic backups. */
  readonly every: number;
  readonly now: () => Date;
  readonly onWarning: (warning: ErrorReport) => void;
}

/** Makes backups unasked. A backup that fails is told and never stands in the way of the edit that brought it about. */
export class BackupSchedule {
  readonly #ledger: Ledger;
  readonly #dir: string;
  readonly #options: ScheduleOptions;
  #events = 0;
  /** Whether a person's work is among them. */
  #personal = false;
  /** Length of the log at the newest backup, or where this session found it. */
  #backedUp: number;
  #notBefore = 0;

  constructor(ledger: Ledger, dir: string, options: ScheduleOptions) {
    this.#ledger = ledger;
    this.#dir = dir;
    this.#options = options;
    this.#backedUp = ledger.log.count();
  }

  /** On opening: if the newest is older than ten minutes and the log has grown since. */
  opened(): void {
    const newest = listBackups(this.#dir)[0];
    if (newest !== undefined) {
      if (this.#options.now().getTime() - Date.parse(newest.at) < STALE_MS) return;
      if (backupClock(newest.file) === this.#ledger.log.clock()) return;
    }
    this.#try();
  }

  /** On closing: whatever the session changed is in a backup, however short it was. */
  closing(): void {
    const newest = listBackups(this.#dir)[0];
    if (newest === undefined || backupClock(newest.file) !== this.#ledger.log.clock()) this.#try();
  }

  /**
   * What only imports wrote can be had again from its source: a backup of it waits until the log has doubled (or the
   * project is closed), so that however long an import is, its backups cost as much as a copy or two of its result.
   */
  changed(events: number, by: ChangeBy): void {
    this.#events += events;
    this.#personal ||= by === "person";
    const { every } = this.#options;
    const due = this.#personal ? every : Math.max(every, this.#backedUp);
    if (this.#events >= due && performance.now() >= this.#notBefore) this.#try();
  }

  #try(): void {
    const started = performance.now();
    try {
      makeBackup(this.#ledger.db, this.#dir, this.#options.now());
    } catch (thrown) {
      const report = toErrorReport(thrown);
      this.#options.onWarning({ ...report, message: `No backup could be made. ${report.message}` });
    }
    this.#backedUp = this.#ledger.log.count();
    this.#events = 0;
    this.#personal = false;
    this.#notBefore = performance.now() + (performance.now() - started) / SHARE;
  }
}
