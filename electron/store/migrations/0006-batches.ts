import type { Migration } from "./migration.ts";

/**
 * Runs over a selection of samples and how far they are: the machine's own notes, like `job`. What they find is in the
 * log, as every run's result is.
 */
export const batches: Migration = {
  version: 6,
  name: "batches",
  sql: `
CREATE TABLE batch (
  id        TEXT PRIMARY KEY,
  created   TEXT NOT NULL,
  ended     TEXT,
  state     TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'finished', 'cancelled')),
  -- JSON of an error report: why it paused by itself.
  problem   TEXT,
  selection TEXT NOT NULL,
  plan      TEXT NOT NULL,
  total     INTEGER NOT NULL,
  done      INTEGER NOT NULL DEFAULT 0,
  failed    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The samples that were selected when the run was started, in the queue's order of then.
CREATE TABLE batch_sample (
  batch_id  TEXT NOT NULL REFERENCES batch (id),
  place     INTEGER NOT NULL,
  sample_id TEXT NOT NULL,
  state     TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
  attempts  INTEGER NOT NULL DEFAULT 0,
  -- JSON of an error report.
  error     TEXT,
  PRIMARY KEY (batch_id, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX batch_sample_id ON batch_sample (batch_id, sample_id);
CREATE INDEX batch_sample_waiting ON batch_sample (batch_id, place) WHERE state = 'waiting';
CREATE INDEX batch_sample_failed ON batch_sample (batch_id, place) WHERE state = 'failed';
`,
};
