import { randomUUID } from "node:crypto";
import { AppError } from "#core/errors";
import { rleArea } from "#core/masks";
import type { Candidate, RunResult, SampleDetail } from "#core/samples";
import { Contents, maskHash } from "./contents.ts";
import type { Database, Row } from "./database.ts";
import type { Ledger } from "./ledger.ts";
import type { StoredRunResult } from "./projection.ts";
import { noSuchSample } from "./queue.ts";

/**
 * Stores a run's result: its masks by content, the rest as one document, and the event that names it. What `also` notes
 * goes to the disk in the same moment.
 */
export function recordRun(
  ledger: Ledger,
  sampleId: string,
  result: RunResult,
  also: () => void = () => {},
): { runId: string } {
  checkCandidates(result.candidates, sampleId);
  const runId = randomUUID();
  ledger.change(() => {
    if (ledger.db.value("SELECT 1 FROM sample WHERE id = ?", sampleId) === null) throw noSuchSample(sampleId);
    const candidates = result.candidates.map(({ rle, ...rest }) => {
      ledger.contents.putMask(rle);
      return { ...rest, mask: maskHash(rle) };
    });
    const stored: StoredRunResult = { ...result, candidates };
    ledger.record("run.recorded", { sampleId, runId, result: ledger.contents.putDocument(stored) });
    also();
  });
  return { runId };
}

function checkCandidates(candidates: readonly Candidate[], sampleId: string): void {
  const ids = new Set<string>();
  for (const candidate of candidates) {
    rleArea(candidate.rle);
    if (!ids.has(candidate.id)) {
      ids.add(candidate.id);
      continue;
    }
    throw new AppError({
      code: "bad-input",
      message: `Two candidates of one run have the id ${candidate.id}.`,
      where: `sample ${sampleId}`,
      cure: "Report this: the pipeline must name each candidate once.",
    });
  }
}

interface CandidateRow extends Row {
  readonly id: string;
  readonly ranked: number;
  readonly source: string;
  readonly height: number;
  readonly width: number;
  readonly counts: string;
  readonly area: number;
  readonly bbox: string;
  readonly predicted_iou: number | null;
  readonly stability: number | null;
  readonly rank: number;
  readonly reasoning: string | null;
  readonly model: string | null;
  readonly author: string | null;
  readonly value: number | null;
}

/**
 * The newest run's candidates by rank, then other models' masks in the order of their first import, then the mask that
 * a person made. Those behind the run have no rank of their own: they continue its count.
 */
export function candidatesOf(db: Database, sampleId: string, newest: NewestRun | null): Candidate[] {
  const origins = new Map(newest?.result.candidates.map(({ id, origin }) => [id, origin]));
  const rows = db.all<CandidateRow>(
    `SELECT c.id, c.run_id IS NOT NULL AS ranked, c.source, m.height, m.width, m.counts, c.area, c.bbox, c.predicted_iou, c.stability, c.rank,
       c.reasoning, c.model, c.author, score.value
     FROM sample JOIN candidate c ON c.sample_id = sample.id AND (c.run_id IS NULL OR c.run_id = sample.latest_run)
     JOIN mask m ON m.hash = c.mask_hash
     LEFT JOIN run ON run.id = c.run_id
     LEFT JOIN score ON score.run_id = c.run_id AND score.candidate_id = c.id AND score.evaluator = run.evaluator
     WHERE sample.id = ? ORDER BY c.run_id IS NULL, c.source = 'human', c.rank, c.id`,
    sampleId,
  );
  let last = 0;
  return rows.map((row) => {
    const origin = row.ranked ? origins.get(row.id) : undefined;
    last = row.ranked ? Math.max(last, row.rank) : last + 1;
    return {
      id: row.id,
      source: row.source as Candidate["source"],
      rle: { size: [row.height, row.width], counts: row.counts },
      area: row.area,
      bbox: JSON.parse(row.bbox) as Candidate["bbox"],
      predictedIou: row.predicted_iou,
      stability: row.stability,
      score: row.value,
      rank: row.ranked ? row.rank : last,
      ...(row.reasoning === null ? {} : { reasoning: row.reasoning }),
      ...(row.model === null ? {} : { model: row.model }),
      ...(row.author === null ? {} : { author: row.author }),
      ...(origin === undefined ? {} : { origin }),
    };
  });
}

/** The newest run of a sample as it was stored. */
export interface NewestRun {
  readonly id: string;
  readonly at: string;
  readonly result: StoredRunResult;
}

/** Null before the first. */
export function newestRun(db: Database, sampleId: string): NewestRun | null {
  const row = db.get<{ id: string; result: string; at: string }>(
    "SELECT run.id, result, at FROM sample JOIN run ON run.id = sample.latest_run WHERE sample.id = ?",
    sampleId,
  );
  if (row === undefined) return null;
  const body = new Contents(db).document(row.result);
  if (body === null) return null;
  return { id: row.id, at: row.at, result: JSON.parse(body) as StoredRunResult };
}

/** A run as a sample tells it: its candidates stand beside it. */
export function withoutCandidates(newest: NewestRun | null): SampleDetail["run"] {
  if (newest === null) return null;
  const { candidates: _, ...result } = newest.result;
  return { ...result, id: newest.id, at: newest.at };
}
