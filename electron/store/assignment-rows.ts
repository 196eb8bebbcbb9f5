import type { Database } from "./database.ts";
import type { EventOf } from "./event-kinds.ts";

/** These people, and nobody else, are to judge these samples. */
export function applyAssignment(db: Database, { payload, author, at }: EventOf<"samples.assigned">): void {
  for (const sampleId of payload.sampleIds) {
    db.run("DELETE FROM assignment WHERE sample_id = ?", sampleId);
    for (const annotator of payload.annotators) {
      db.run(
        "INSERT INTO assignment (sample_id, annotator, author, at) VALUES (?, ?, ?, ?)",
        sampleId,
        annotator,
        author,
        at,
      );
    }
  }
}
