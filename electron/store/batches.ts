import { AppError, type ErrorReport } from "#core/errors";
import {
  type Batch,
  type BatchFailure,
  type BatchState,
  batchPlanSchema,
  type SampleSelection,
  sampleSelectionSchema,
} from "#core/samples";
import type { BatchStore, NewBatch, SampleOutcome, WaitingSample } from "./batch-contract.ts";
import type { Row, SqlValue } from "./database.ts";
import { filterConditions } from "./filter-sql.ts";
import type { Ledger } from "./ledger.ts";
import { samplesSeen } from "./queue.ts";
import { recordRun } from "./runs.ts";

const ENDED: readonly BatchState[] = ["finished", "cancelled"];
const COLUMNS = "id, created, ended, state, problem, selection, plan, total, done, failed";

/** `batch` and `batch_sample`: no events, but for the results. */
export class Batches implements BatchStore {
  readonly #ledger: Ledger;
  readonly #now: () => Date;

  constructor(ledger: Ledger, now: () => Date) {
    this.#ledger = ledger;
    this.#now = now;
  }

  get #db() {
    this.#ledger.assertOpen();
    return this.#ledger.db;
  }

  count(selection: SampleSelection, onlyNew: boolean): number {
    const { from, values } = selected(this.#ledger, selection, onlyNew);
    return Number(this.#db.value(`SELECT count(*) FROM ${from}`, ...values));
  }

  create({ id, selection, plan }: NewBatch): Batch {
    const db = this.#db;
    const { from, values } = selected(this.#ledger, selection, plan.onlyNew);
    db.transaction(() => {
      db.run(
        "INSERT INTO batch (id, created, state, selection, plan, total) VALUES (?, ?, 'queued', ?, ?, 0)",
        id,
        this.#now().toISOString(),
        JSON.stringify(selection),
        JSON.stringify(plan),
      );
      const { changes } = db.run(
        `INSERT INTO batch_sample (batch_id, place, sample_id)
         SELECT ?, row_number() OVER (ORDER BY ordinal) - 1, id FROM ${from}`,
        id,
        ...values,
      );
      if (changes === 0) throw nothingSelected(plan.onlyNew);
      db.run("UPDATE batch SET total = ? WHERE id = ?", changes, id);
    });
    return this.get(id);
  }

  list(): readonly Batch[] {
    return this.#db.all<BatchRow>(`SELECT ${COLUMNS} FROM batch ORDER BY created DESC, rowid DESC`).map(batchOf);
  }

  get(id: string): Batch {
    const row = this.#db.get<BatchRow>(`SELECT ${COLUMNS} FROM batch WHERE id = ?`, id);
    if (row !== undefined) return batchOf(row);
    const cure = "Look at the list of runs: it may be of another project.";
    throw new AppError({ code: "not-found", message: "There is no such run in this project.", where: id, cure });
  }

  setState(id: string, state: BatchState, problem: ErrorReport | null = null): Batch {
    const ended = ENDED.includes(state) ? this.#now().toISOString() : null;
    const db = this.#db;
    db.transaction(() =>
      db.run(
        "UPDATE batch SET state = ?, problem = ?, ended = ? WHERE id = ?",
        state,
        problem === null ? null : JSON.stringify(problem),
        ended,
        id,
      ),
    );
    return this.get(id);
  }

  waiting(id: string, place: number): WaitingSample | null {
    const row = this.#db.get<WaitingSample & Row>(
      `SELECT sample_id AS sampleId, place FROM batch_sample
       WHERE batch_id = ? AND state = 'waiting' AND place > ? ORDER BY place LIMIT 1`,
      id,
      place,
    );
    return row === undefined ? null : { ...row };
  }

  settle(id: string, sampleId: string, outcome: SampleOutcome): Batch {
    const db = this.#db;
    const error = outcome.kind === "failed" ? outcome.error : outcome.kind === "result" ? outcome.failure : null;
    const note = () => this.#note(id, sampleId, error);
    if (outcome.kind === "result") recordRun(this.#ledger, sampleId, { ...outcome.result, batch: id }, note);
    else db.transaction(note);
    return this.get(id);
  }

  #note(id: string, sampleId: string, error: ErrorReport | null): void {
    const db = this.#ledger.db;
    const { changes } = db.run(
      `UPDATE batch_sample SET state = ?, error = ?, attempts = attempts + 1
       WHERE batch_id = ? AND sample_id = ? AND state = 'waiting'`,
      error === null ? "done" : "failed",
      error === null ? null : JSON.stringify(error),
      id,
      sampleId,
    );
    const column = error === null ? "done" : "failed";
    db.run(`UPDATE batch SET ${column} = ${column} + ? WHERE id = ?`, changes, id);
  }

  failures(id: string, limit: number): readonly BatchFailure[] {
    const rows = this.#db.all<Omit<BatchFailure, "error"> & Row & { readonly error: string }>(
      `SELECT sample_id AS sampleId, sample.ordinal, sample.question, error, attempts
       FROM batch_sample JOIN sample ON sample.id = sample_id
       WHERE batch_id = ? AND state = 'failed' ORDER BY place LIMIT ?`,
      id,
      limit,
    );
    return rows.map((row) => ({ ...row, error: JSON.parse(row.error) as ErrorReport }));
  }

  requeue(id: string, sampleIds?: readonly string[]): Batch {
    const db = this.#db;
    db.transaction(() => {
      const back = (and: string, ...values: readonly SqlValue[]) =>
        db.run(
          `UPDATE batch_sample SET state = 'waiting', error = NULL WHERE batch_id = ? AND state = 'failed' ${and}`,
          id,
          ...values,
        ).changes;
      const changed =
        sampleIds === undefined
          ? back("")
          : sampleIds.reduce((sum, sampleId) => sum + back("AND sample_id = ?", sampleId), 0);
      db.run("UPDATE batch SET failed = failed - ? WHERE id = ?", changed, id);
    });
    return this.get(id);
  }

  pauseInterrupted(problem: ErrorReport): void {
    for (const { id, state } of this.list()) {
      if (state === "queued" || state === "running") this.setState(id, "paused", problem);
    }
  }
}

type BatchRow = Row &
  Omit<Batch, "problem" | "selection" | "plan"> & {
    readonly problem: string | null;
    readonly selection: string;
    readonly plan: string;
  };

function batchOf({ problem, selection, plan, ...row }: BatchRow): Batch {
  return {
    ...row,
    problem: problem === null ? null : (JSON.parse(problem) as ErrorReport),
    selection: sampleSelectionSchema.parse(JSON.parse(selection)),
    plan: batchPlanSchema.parse(JSON.parse(plan)),
  };
}

/** The rows that a selection stands for, of those that its person's queue shows; one without a question cannot be run. */
function selected(
  ledger: Ledger,
  selection: SampleSelection,
  onlyNew: boolean,
): { readonly from: string; readonly values: readonly SqlValue[] } {
  const source = samplesSeen(ledger);
  const conditions = selection.kind === "filter" ? filterConditions(selection.filter, source.readers) : [];
  const parts = ["status <> 'needs-question'", ...conditions.map(({ sql }) => sql)];
  const values = [...source.values, ...conditions.flatMap((condition) => condition.values)];
  if (selection.kind === "samples") {
    parts.push("id IN (SELECT value FROM json_each(?))");
    values.push(JSON.stringify(selection.ids));
  }
  if (onlyNew) parts.push("latest_run IS NULL");
  return { from: `${source.sql} WHERE ${parts.join(" AND ")}`, values };
}

function nothingSelected(onlyNew: boolean): AppError {
  const others = onlyNew ? " or that have a run already" : "";
  return new AppError({
    code: "bad-input",
    message: "There is no sample to run.",
    where: "the selection",
    cure: `Select others; those without a question${others} are left out.`,
  });
}
