import { shapeOf } from "./apply-imports.ts";
import { shortHash } from "./canonical.ts";
import type { Contents } from "./contents.ts";
import type { Database } from "./database.ts";
import type { StoredEdit } from "./edit-rows.ts";

/** A mask that a person took over after changing it becomes a candidate of its own: nobody else proposed it. */
export function showHumanMask(db: Database, contents: Contents, sampleId: string, edit: StoredEdit): void {
  const { mask, verdict, chosenCandidateId } = edit.state;
  if (mask === null || (verdict?.decision !== "accepted" && verdict?.decision !== "fixed")) return;
  const chosen = db.value(
    `SELECT mask_hash FROM candidate
     WHERE sample_id = ? AND (run_id = ? OR (run_id IS NULL AND source = 'imported')) AND id = ?`,
    sampleId,
    edit.runId,
    chosenCandidateId,
  );
  if (chosen === mask) return;
  const { area, bbox } = shapeOf(contents, mask);
  db.run(
    `INSERT INTO candidate (sample_id, run_id, id, source, mask_hash, area, bbox, author, rank)
     VALUES (?, NULL, ?, 'human', ?, ?, ?, ?,
       1 + (SELECT count(*) FROM candidate WHERE sample_id = ? AND run_id = ?))`,
    sampleId,
    `human-${shortHash(mask)}`,
    mask,
    area,
    bbox,
    edit.author,
    sampleId,
    edit.runId,
  );
}
