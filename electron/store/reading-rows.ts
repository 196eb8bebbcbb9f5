import { rleIou } from "#core/masks";
import { type Decision, SAME_MASK_IOU } from "#core/samples";
import { canonicalJson } from "./canonical.ts";
import type { Contents } from "./contents.ts";
import type { Database, Row } from "./database.ts";
import { addJudgement, type StoredEdit, wordingsIn } from "./edit-rows.ts";
import type { EventOf, StoredState } from "./event-kinds.ts";
import { statusOf } from "./status-of.ts";

type Asked = Row & { readonly question: string; readonly question_version: number };

const askedOf = (db: Database, sampleId: string): Asked | undefined =>
  db.get<Asked>("SELECT question, question_version FROM sample WHERE id = ?", sampleId);

/** Where a reader's stack stands; 0 before the first edit. */
export function readingPosition(db: Database, sampleId: string, author: string): number {
  const position = db.value("SELECT position FROM reading WHERE sample_id = ? AND author = ?", sampleId, author);
  return Number(position ?? 0);
}

/** The entry of a reader's stack as it was made; null if there is none, as at 0. */
function readingEdit(db: Database, sampleId: string, author: string, position: number): StoredEdit | null {
  const row = db.get<{ state: string; run_id: string | null; at: string; question_version: number }>(
    "SELECT state, run_id, at, question_version FROM reading_edit WHERE sample_id = ? AND author = ? AND position = ?",
    sampleId,
    author,
    position,
  );
  if (row === undefined) return null;
  const state = JSON.parse(row.state) as StoredState;
  return { state, runId: row.run_id, author, at: row.at, questionVersion: row.question_version };
}

/** The entry as it counts now: a verdict about another wording of the question is none. */
export function presentReading(db: Database, sampleId: string, author: string, position: number): StoredEdit | null {
  const edit = readingEdit(db, sampleId, author, position);
  if (edit === null || edit.state.verdict === null) return edit;
  const sample = askedOf(db, sampleId);
  if (sample === undefined || !wordingsIn(db, sampleId, sample).isAnother(edit.questionVersion)) return edit;
  return { ...edit, state: { ...edit.state, verdict: null } };
}

export function applyReading(
  db: Database,
  contents: Contents,
  { payload, author, at }: EventOf<"reading.committed">,
  version: number,
): void {
  const { sampleId, state } = payload;
  const position = readingPosition(db, sampleId, author) + 1;
  db.run("DELETE FROM reading_edit WHERE sample_id = ? AND author = ? AND position >= ?", sampleId, author, position);
  db.run(
    `INSERT INTO reading_edit (sample_id, author, position, action, state, run_id, at, question_version)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    sampleId,
    author,
    position,
    payload.action,
    canonicalJson(state),
    payload.runId,
    at,
    version,
  );
  addJudgement(db, sampleId, { state, author, at, version });
  moveReading(db, contents, sampleId, author, position);
}

/** Makes a state of a reader's stack the current one, with all that follows from it. */
export function moveReading(
  db: Database,
  contents: Contents,
  sampleId: string,
  author: string,
  position: number,
): void {
  place(db, sampleId, author, position);
  summarise(db, contents, sampleId);
}

/** The question is another one now: verdicts about the one before it count no longer. */
export function refreshReadings(db: Database, contents: Contents, sampleId: string): void {
  const rows = db.all<{ author: string; position: number }>(
    "SELECT author, position FROM reading WHERE sample_id = ?",
    sampleId,
  );
  for (const { author, position } of rows) place(db, sampleId, author, position);
  if (rows.length > 0) summarise(db, contents, sampleId);
}

function place(db: Database, sampleId: string, author: string, position: number): void {
  const made = readingEdit(db, sampleId, author, position);
  if (made === null && position !== 0) throw new Error(`${author} has no edit ${position} of sample ${sampleId}`);
  const present = presentReading(db, sampleId, author, position);
  const { state } = present ?? { state: null };
  const verdict = state?.verdict ?? null;
  db.run(
    `INSERT OR REPLACE INTO reading (sample_id, author, position, status, decision, mask_hash, at, stale)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    sampleId,
    author,
    position,
    statusOf(state, askedOf(db, sampleId)?.question ?? ""),
    verdict?.decision ?? null,
    verdict === null ? null : (state?.mask ?? null),
    made?.at ?? "",
    verdict === null && (made?.state.verdict ?? null) !== null ? 1 : 0,
  );
}

function summarise(db: Database, contents: Contents, sampleId: string): void {
  const given = db.all<{ decision: Decision; mask_hash: string | null }>(
    "SELECT decision, mask_hash FROM reading WHERE sample_id = ? AND decision IS NOT NULL ORDER BY author",
    sampleId,
  );
  db.run("DELETE FROM reading_outcome WHERE sample_id = ?", sampleId);
  if (given.length === 0) return;
  db.run(
    "INSERT INTO reading_outcome (sample_id, readers, disagree) VALUES (?, ?, ?)",
    sampleId,
    given.length,
    disagree(contents, given) ? 1 : 0,
  );
}

const takes = (decision: Decision): boolean => decision === "accepted" || decision === "fixed";

/** Accepting and fixing are one answer: the mask. Which mask is looked at next. */
function disagree(
  contents: Contents,
  given: readonly { readonly decision: Decision; readonly mask_hash: string | null }[],
): boolean {
  const answers = new Set(given.map(({ decision }) => (takes(decision) ? "taken" : decision)));
  if (answers.size > 1) return true;
  if (!answers.has("taken")) return false;
  const hashes = [...new Set(given.map(({ mask_hash }) => mask_hash ?? ""))];
  const masks = hashes.map((hash) => contents.mask(hash));
  return masks.some((mask, at) =>
    masks.slice(0, at).some((other) => mask === null || other === null || rleIou(mask, other) < SAME_MASK_IOU),
  );
}
