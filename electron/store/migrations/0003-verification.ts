import type { Migration } from "./migration.ts";

/** What people say of a sample beyond a decision. Nothing in the log changes. */
export const verification: Migration = {
  version: 3,
  name: "verification",
  sql: `
-- JSON: checks and reasons of the verdict; null for none.
ALTER TABLE edit ADD COLUMN points TEXT;

-- Wordings of questions that were written or changed here; version 0 is the one that the sample came with.
CREATE TABLE question (
  sample_id TEXT NOT NULL REFERENCES sample (id),
  version   INTEGER NOT NULL,
  question  TEXT NOT NULL,
  author    TEXT,
  at        TEXT,
  PRIMARY KEY (sample_id, version)
) STRICT, WITHOUT ROWID;
-- Which wording was judged, asked, and is the present one. Projects in which a question was written are replayed.
ALTER TABLE edit ADD COLUMN question_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN question_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sample ADD COLUMN question_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sample ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;

-- Every verdict ever given, also those that were undone or are stale by now.
CREATE TABLE judgement (
  sample_id        TEXT NOT NULL REFERENCES sample (id),
  number           INTEGER NOT NULL,
  author           TEXT NOT NULL,
  at               TEXT NOT NULL,
  decision         TEXT NOT NULL,
  comment          TEXT NOT NULL,
  points           TEXT,
  mask_hash        TEXT REFERENCES mask (hash),
  question_version INTEGER NOT NULL,
  PRIMARY KEY (sample_id, number)
) STRICT, WITHOUT ROWID;
-- Logs with NUL or a lone surrogate in a text are replayed instead: SQLite's JSON would cut them.
INSERT INTO judgement (sample_id, number, author, at, decision, comment, mask_hash, question_version)
  SELECT payload ->> '$.sampleId',
    row_number() OVER (PARTITION BY payload ->> '$.sampleId' ORDER BY clock, hash),
    author, at, payload ->> '$.state.verdict.decision', payload ->> '$.state.verdict.comment',
    payload ->> '$.state.mask', 0
  FROM event WHERE kind = 'edit.committed' AND payload ->> '$.state.verdict.decision' IS NOT NULL;

-- What the queue is filtered by, each with an index in the queue's order.
-- Best score of the newest run; null without one.
ALTER TABLE sample ADD COLUMN top_score REAL;
-- The most that two runs about one wording differ over the score of one mask; null where no two scored the same.
ALTER TABLE sample ADD COLUMN disagreement REAL;
UPDATE sample SET top_score = (SELECT max(value) FROM score WHERE run_id = latest_run)
  WHERE latest_run IS NOT NULL;
UPDATE sample SET disagreement = (
    SELECT max(spread) FROM (
      SELECT max(value) - min(value) AS spread
      FROM run JOIN candidate ON candidate.run_id = run.id
        JOIN score ON score.run_id = run.id AND score.candidate_id = candidate.id
      WHERE run.sample_id = sample.id GROUP BY candidate.mask_hash HAVING count(DISTINCT run.id) > 1))
  WHERE latest_run IS NOT NULL;
CREATE TABLE sample_kind (
  kind    TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  PRIMARY KEY (kind, ordinal)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO sample_kind SELECT value, ordinal FROM sample, json_each(kind) WHERE kind <> '[]';
CREATE INDEX sample_category ON sample (category, ordinal);
CREATE INDEX sample_split ON sample (split, ordinal);
CREATE INDEX sample_score ON sample (top_score, ordinal) WHERE top_score IS NOT NULL;
CREATE INDEX sample_disagreement ON sample (disagreement, ordinal) WHERE disagreement IS NOT NULL;
CREATE INDEX sample_stale ON sample (ordinal) WHERE stale = 1;
CREATE INDEX verdict_author ON verdict (author, sample_id);

CREATE TABLE view (
  name   TEXT PRIMARY KEY,
  filter TEXT NOT NULL,
  author TEXT NOT NULL,
  at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
