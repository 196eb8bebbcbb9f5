import type { Verdict } from "#core/samples";
import { canonicalJson } from "./canonical.ts";
import type { Database, Row } from "./database.ts";
import type { StoredState } from "./event-kinds.ts";
import { Wordings } from "./question-versions.ts";

export interface StoredEdit {
  readonly state: StoredState;
  readonly runId: string | null;
  readonly author: string;
  readonly at: string;
  /** The wording of the question that it was about. */
  readonly questionVersion: number;
}

/** What the projection knows of a sample's question and where its stack stands. */
export interface SampleRow extends Row {
  readonly position: number;
  readonly image_id: string;
  readonly question: string;
  readonly question_version: number;
  readonly latest_run: string | null;
}

type Present = Pick<SampleRow, "question" | "question_version">;

/** Checks and reasons of a verdict as they rest; null for none. */
export function pointsOf(verdict: Verdict | null): string | null {
  if (verdict?.checks === undefined && verdict?.reasons === undefined) return null;
  const { checks, reasons } = verdict;
  return canonicalJson({ checks, reasons });
}

export function wordingsIn(db: Database, sampleId: string, { question, question_version }: Present): Wordings {
  return new Wordings(db, sampleId, { question, version: question_version });
}

/** The entry of a sample's undo stack at `position` as it was made; null if there is none, as at 0. */
function readEdit(db: Database, sampleId: string, position: number): StoredEdit | null {
  const row = db.get<{
    chosen_candidate_id: string | null;
    mask_hash: string | null;
    ignore_hash: string | null;
    prompts: string;
    decision: string | null;
    comment: string | null;
    points: string | null;
    run_id: string | null;
    author: string;
    at: string;
    question_version: number;
  }>(
    `SELECT chosen_candidate_id, mask_hash, ignore_hash, prompts, decision, comment, points, run_id, author, at, question_version
     FROM edit WHERE sample_id = ? AND position = ?`,
    sampleId,
    position,
  );
  if (row === undefined) return null;
  const points = row.points === null ? {} : (JSON.parse(row.points) as Pick<Verdict, "checks" | "reasons">);
  const verdict = row.decision === null ? null : { decision: row.decision, comment: row.comment ?? "", ...points };
  const state = {
    chosenCandidateId: row.chosen_candidate_id,
    mask: row.mask_hash,
    ...(row.ignore_hash === null ? {} : { ignore: row.ignore_hash }),
    prompts: JSON.parse(row.prompts),
    verdict,
  };
  const { author, at, question_version: questionVersion } = row;
  return { state: state as StoredState, runId: row.run_id, author, at, questionVersion };
}

/** The entry as it counts now: a verdict about another wording of the question is none. */
export function presentEdit(db: Database, sampleId: string, position: number): StoredEdit | null {
  const edit = readEdit(db, sampleId, position);
  if (edit === null || edit.state.verdict === null) return edit;
  const sample = db.get<Present & Row>("SELECT question, question_version FROM sample WHERE id = ?", sampleId);
  if (sample === undefined || !wordingsIn(db, sampleId, sample).isAnother(edit.questionVersion)) return edit;
  return { ...edit, state: { ...edit.state, verdict: null } };
}

/** Whether something is about another wording, and neither the present verdict nor the newest run about this one. */
export function isBehind(db: Database, sampleId: string, sample: SampleRow): boolean {
  const wordings = wordingsIn(db, sampleId, sample);
  const run = db.value("SELECT question_version FROM run WHERE id = ?", sample.latest_run) as number | null;
  if (run !== null && !wordings.isAnother(run)) return false;
  if ((presentEdit(db, sampleId, sample.position)?.state.verdict ?? null) !== null) return false;
  if (run !== null) return true;
  return db
    .all<{ question_version: number }>(
      `SELECT DISTINCT question_version FROM edit
       WHERE sample_id = ? AND position <= ? AND (decision IS NOT NULL OR mask_hash IS NOT NULL)`,
      sampleId,
      sample.position,
    )
    .some(({ question_version }) => wordings.isAnother(question_version));
}

/** Keeps a verdict for ever; undoing it, or another one, takes nothing away here. */
export function addJudgement(
  db: Database,
  sampleId: string,
  given: { readonly state: StoredState; readonly author: string; readonly at: string; readonly version: number },
): void {
  const { verdict, mask } = given.state;
  if (verdict === null) return;
  db.run(
    `INSERT INTO judgement (sample_id, number, author, at, decision, comment, points, mask_hash, question_version)
     VALUES (?, 1 + (SELECT count(*) FROM judgement WHERE sample_id = ?), ?, ?, ?, ?, ?, ?, ?)`,
    sampleId,
    sampleId,
    given.author,
    given.at,
    verdict.decision,
    verdict.comment,
    pointsOf(verdict),
    mask,
    given.version,
  );
}
