import type { JobRecord } from "./contract.ts";
import type { Database, Row } from "./database.ts";

/** Jobs are the machine's doing, not a person's: they are noted as they stand now and make no events. */
export function recordJob(db: Database, job: JobRecord): void {
  db.transaction(() =>
    db.run(
      `INSERT INTO job (id, kind, sample_id, state, attempts, error, at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET kind = excluded.kind, sample_id = excluded.sample_id, state = excluded.state,
         attempts = excluded.attempts, error = excluded.error, at = excluded.at`,
      job.id,
      job.kind,
      job.sampleId,
      job.state,
      job.attempts,
      job.error,
      job.at,
    ),
  );
}

type JobRow = Row & JobRecord;

/** Newest first. */
export function listJobs(db: Database): JobRecord[] {
  const rows = db.all<JobRow>(
    "SELECT id, kind, sample_id AS sampleId, state, attempts, error, at FROM job ORDER BY at DESC, rowid DESC",
  );
  return rows.map((row) => ({ ...row }));
}
