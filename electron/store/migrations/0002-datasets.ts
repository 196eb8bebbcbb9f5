import type { Migration } from "./migration.ts";

/**
 * What datasets say of a sample beyond its question, samples that wait for one, and whose an imported mask is.
 * `sample` is built anew because a CHECK cannot be altered; nothing in the log changes.
 */
export const datasets: Migration = {
  version: 2,
  name: "datasets",
  sql: `
CREATE TABLE sample_2 (
  id           TEXT PRIMARY KEY,
  ordinal      INTEGER NOT NULL UNIQUE,
  image_id     TEXT NOT NULL REFERENCES image (id),
  question     TEXT NOT NULL,
  category     TEXT NOT NULL,
  -- JSON, an array of texts
  kind         TEXT NOT NULL DEFAULT '[]',
  split        TEXT NOT NULL DEFAULT '',
  ground_truth TEXT REFERENCES mask (hash),
  ignore_mask  TEXT REFERENCES mask (hash),
  details      TEXT REFERENCES document (hash),
  position     INTEGER NOT NULL DEFAULT 0,
  status       TEXT NOT NULL DEFAULT 'todo'
               CHECK (status IN ('needs-question', 'todo', 'started', 'accepted', 'fixed', 'rejected', 'skipped')),
  latest_run   TEXT
) STRICT;
INSERT INTO sample_2 (id, ordinal, image_id, question, category, ground_truth, position, status, latest_run)
  SELECT id, ordinal, image_id, question, category, ground_truth, position, status, latest_run
  FROM sample ORDER BY ordinal;
DROP TABLE sample;
ALTER TABLE sample_2 RENAME TO sample;
CREATE INDEX sample_image ON sample (image_id);
CREATE INDEX sample_status ON sample (status, ordinal);
CREATE INDEX sample_open ON sample (ordinal) WHERE status IN ('todo', 'started');

-- Imported candidates have no run and stay when a person's mask goes.
ALTER TABLE candidate ADD COLUMN model TEXT;
`,
};
