import type { Migration } from "./migration.ts";

/** How a project wants its samples judged, by whom, and what each reader said. Nothing in the log changes. */
export const readers: Migration = {
  version: 5,
  name: "readers",
  sql: `
-- Rules that were set; what is not here is as in a project of one person.
CREATE TABLE review_rule (
  key   TEXT PRIMARY KEY,
  -- JSON
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where people pointed before they saw a mask: once a person and wording, the first counts for ever.
CREATE TABLE pointing (
  sample_id        TEXT NOT NULL REFERENCES sample (id),
  author           TEXT NOT NULL,
  question_version INTEGER NOT NULL,
  at               TEXT NOT NULL,
  -- Pixels; null for "nothing to point at".
  x                REAL,
  y                REAL,
  made_by          TEXT NOT NULL,
  milliseconds     INTEGER NOT NULL,
  -- JSON: how the place lay to the mask that it revealed.
  relation         TEXT,
  PRIMARY KEY (sample_id, author, question_version)
) STRICT, WITHOUT ROWID;

-- Each reader's own undo stack, where several people judge a sample; state is JSON, as in the event.
CREATE TABLE reading_edit (
  sample_id        TEXT NOT NULL REFERENCES sample (id),
  author           TEXT NOT NULL,
  position         INTEGER NOT NULL,
  action           TEXT NOT NULL,
  state            TEXT NOT NULL,
  run_id           TEXT,
  at               TEXT NOT NULL,
  question_version INTEGER NOT NULL,
  PRIMARY KEY (sample_id, author, position)
) STRICT, WITHOUT ROWID;

-- Where each reader stands; a decision of null is no verdict, or one about another wording (then stale).
CREATE TABLE reading (
  sample_id TEXT NOT NULL REFERENCES sample (id),
  author    TEXT NOT NULL,
  position  INTEGER NOT NULL,
  status    TEXT NOT NULL,
  decision  TEXT,
  mask_hash TEXT REFERENCES mask (hash),
  at        TEXT NOT NULL,
  stale     INTEGER NOT NULL,
  PRIMARY KEY (sample_id, author)
) STRICT, WITHOUT ROWID;
CREATE INDEX reading_author ON reading (author, status);

-- How many verdicts there are, and whether they say the same.
CREATE TABLE reading_outcome (
  sample_id TEXT PRIMARY KEY REFERENCES sample (id),
  readers   INTEGER NOT NULL,
  disagree  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reading_outcome_disagree ON reading_outcome (disagree, readers);

CREATE TABLE assignment (
  sample_id TEXT NOT NULL REFERENCES sample (id),
  annotator TEXT NOT NULL,
  author    TEXT NOT NULL,
  at        TEXT NOT NULL,
  PRIMARY KEY (sample_id, annotator)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_annotator ON assignment (annotator, sample_id);
`,
};
