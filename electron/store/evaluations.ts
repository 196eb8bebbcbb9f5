import type { Candidate, Evaluation } from "#core/samples";
import type { Database, Row } from "./database.ts";

interface RunRow extends Row {
  readonly id: string;
  readonly at: string;
  readonly pack: string;
  readonly evaluator: string;
  readonly model: string | null;
  readonly cot: number | null;
  readonly truth: number | null;
}

/** A sample that was run a hundred times is told about its newest runs. */
const RUNS = 50;

/**
 * What each evaluator said of the masks that are shown now: its newest run about the present wording of the question. A
 * score belongs to a mask, so it is found again where another run proposed the same pixels. Evaluators that scored none
 * of these masks are left out.
 */
export function evaluationsOf(db: Database, sampleId: string): Evaluation[] {
  const shown = shownMasks(db, sampleId);
  const newest = new Map<string, Evaluation>();
  for (const run of runsAboutNow(db, sampleId)) {
    const model = run.model ?? run.evaluator;
    const cot = run.cot === null ? null : run.cot !== 0;
    const key = JSON.stringify([run.evaluator, model, cot]);
    if (newest.has(key)) continue;
    const scores = scoresOf(db, run.id, shown);
    if (Object.keys(scores).length === 0) continue;
    const { evaluator, at, pack } = run;
    const usesGroundTruth = run.truth === 1;
    newest.set(key, { key, evaluator, model, cot, usesGroundTruth, runId: run.id, at, pack, scores });
  }
  return [...newest.values()];
}

/** Ids of the candidates on the screen, by mask. */
function shownMasks(db: Database, sampleId: string): ReadonlyMap<string, readonly Candidate["id"][]> {
  const masks = new Map<string, string[]>();
  const rows = db.all<{ id: string; mask_hash: string }>(
    `SELECT c.id, c.mask_hash FROM sample
       JOIN candidate c ON c.sample_id = sample.id AND (c.run_id IS NULL OR c.run_id = sample.latest_run)
     WHERE sample.id = ?`,
    sampleId,
  );
  for (const { id, mask_hash } of rows) masks.set(mask_hash, [...(masks.get(mask_hash) ?? []), id]);
  return masks;
}

function runsAboutNow(db: Database, sampleId: string): RunRow[] {
  return db.all<RunRow>(
    `SELECT run.id, run.at, run.pack, run.evaluator, body ->> '$.scoring.model' AS model,
       body ->> '$.scoring.cot' AS cot, body ->> '$.scoring.usesGroundTruth' AS truth
     FROM run JOIN sample ON sample.id = run.sample_id JOIN document ON document.hash = run.result
     WHERE run.sample_id = ? AND run.question_version = sample.question_version
     ORDER BY run.id = sample.latest_run DESC, run.at DESC, run.id LIMIT ${RUNS}`,
    sampleId,
  );
}

function scoresOf(
  db: Database,
  runId: string,
  shown: ReadonlyMap<string, readonly string[]>,
): Record<string, { score: number; rank: number }> {
  const rows = db.all<{ mask_hash: string; rank: number; value: number }>(
    `SELECT c.mask_hash, c.rank, score.value FROM candidate c
       JOIN score ON score.run_id = c.run_id AND score.candidate_id = c.id
     WHERE c.run_id = ? ORDER BY c.rank DESC`,
    runId,
  );
  // Of two candidates with the same mask the better placed one comes last, and holds.
  return Object.fromEntries(
    rows.flatMap(({ mask_hash, rank, value }) =>
      (shown.get(mask_hash) ?? []).map((id) => [id, { score: value, rank }] as const),
    ),
  );
}
