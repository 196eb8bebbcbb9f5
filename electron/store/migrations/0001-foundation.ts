import type { Migration } from "./migration.ts";

/**
 * `event` is what happened and is never changed; `mask` and `document` are contents that events name by hash.
 * `job` and `image_check` are the machine's own notes. All other tables are a projection of the log (projection.ts).
 */
export const foundation: Migration = {
  version: 1,
  name: "foundation",
  sql: `
CREATE TABLE event (
  hash    TEXT PRIMARY KEY,
  author  TEXT NOT NULL,
  device  TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  clock   INTEGER NOT NULL,
  prev    TEXT NOT NULL,
  kind    TEXT NOT NULL,
  payload TEXT NOT NULL,
  at      TEXT NOT NULL,
  UNIQUE (author, device, seq)
) STRICT;
CREATE INDEX event_order ON event (clock, hash);
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

CREATE TABLE chain (
  author TEXT NOT NULL,
  device TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  head   TEXT NOT NULL,
  PRIMARY KEY (author, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE mask (
  hash   TEXT PRIMARY KEY,
  height INTEGER NOT NULL,
  width  INTEGER NOT NULL,
  counts TEXT NOT NULL
) STRICT;
CREATE TRIGGER mask_is_never_changed BEFORE UPDATE ON mask
  BEGIN SELECT RAISE(ABORT, 'masks are kept by their content'); END;
CREATE TABLE document (
  hash TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
CREATE TRIGGER document_is_never_changed BEFORE UPDATE ON document
  BEGIN SELECT RAISE(ABORT, 'documents are kept by their content'); END;

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE image (
  id       TEXT PRIMARY KEY,
  path     TEXT NOT NULL,
  relative TEXT,
  stored   TEXT NOT NULL CHECK (stored IN ('referenced', 'copied')),
  width    INTEGER NOT NULL,
  height   INTEGER NOT NULL,
  bytes    INTEGER NOT NULL,
  format   TEXT NOT NULL,
  mtime_ms REAL NOT NULL
) STRICT;

CREATE TABLE sample (
  id           TEXT PRIMARY KEY,
  ordinal      INTEGER NOT NULL UNIQUE,
  image_id     TEXT NOT NULL REFERENCES image (id),
  question     TEXT NOT NULL,
  category     TEXT NOT NULL,
  ground_truth TEXT REFERENCES mask (hash),
  position     INTEGER NOT NULL DEFAULT 0,
  status       TEXT NOT NULL DEFAULT 'todo'
               CHECK (status IN ('todo', 'started', 'accepted', 'fixed', 'rejected', 'skipped')),
  latest_run   TEXT
) STRICT;
CREATE INDEX sample_image ON sample (image_id);
CREATE INDEX sample_status ON sample (status, ordinal);
CREATE INDEX sample_open ON sample (ordinal) WHERE status IN ('todo', 'started');

CREATE TABLE run (
  id        TEXT PRIMARY KEY,
  sample_id TEXT NOT NULL REFERENCES sample (id),
  result    TEXT NOT NULL REFERENCES document (hash),
  pack      TEXT NOT NULL,
  evaluator TEXT NOT NULL,
  at        TEXT NOT NULL
) STRICT;
CREATE INDEX run_sample ON run (sample_id);

CREATE TABLE candidate (
  sample_id     TEXT NOT NULL REFERENCES sample (id),
  run_id        TEXT REFERENCES run (id),
  id            TEXT NOT NULL,
  source        TEXT NOT NULL,
  mask_hash     TEXT NOT NULL REFERENCES mask (hash),
  area          INTEGER NOT NULL,
  bbox          TEXT NOT NULL,
  predicted_iou REAL,
  stability     REAL,
  rank          INTEGER NOT NULL,
  reasoning     TEXT
) STRICT;
CREATE UNIQUE INDEX candidate_identity ON candidate (sample_id, ifnull(run_id, ''), id);
CREATE INDEX candidate_run ON candidate (run_id);

CREATE TABLE score (
  run_id       TEXT NOT NULL REFERENCES run (id),
  candidate_id TEXT NOT NULL,
  evaluator    TEXT NOT NULL,
  value        REAL NOT NULL,
  PRIMARY KEY (run_id, candidate_id, evaluator)
) STRICT, WITHOUT ROWID;

CREATE TABLE edit (
  sample_id           TEXT NOT NULL REFERENCES sample (id),
  position            INTEGER NOT NULL,
  action              TEXT NOT NULL,
  chosen_candidate_id TEXT,
  mask_hash           TEXT REFERENCES mask (hash),
  prompts             TEXT NOT NULL,
  decision            TEXT CHECK (decision IN ('accepted', 'fixed', 'rejected', 'skipped')),
  comment             TEXT,
  run_id              TEXT,
  author              TEXT NOT NULL,
  at                  TEXT NOT NULL,
  PRIMARY KEY (sample_id, position)
) STRICT;

CREATE TABLE verdict (
  sample_id TEXT PRIMARY KEY REFERENCES sample (id),
  author    TEXT NOT NULL,
  decision  TEXT NOT NULL,
  comment   TEXT NOT NULL,
  mask_hash TEXT REFERENCES mask (hash),
  at        TEXT NOT NULL
) STRICT;

CREATE TABLE job (
  id        TEXT PRIMARY KEY,
  kind      TEXT NOT NULL,
  sample_id TEXT,
  state     TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempts  INTEGER NOT NULL,
  error     TEXT,
  at        TEXT NOT NULL
) STRICT;

CREATE TABLE image_check (
  image_id TEXT PRIMARY KEY REFERENCES image (id),
  size     INTEGER NOT NULL,
  mtime_ms REAL NOT NULL,
  status   TEXT NOT NULL
) STRICT;
`,
};
