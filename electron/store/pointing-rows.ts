import type { Database } from "./database.ts";
import type { EventOf } from "./event-kinds.ts";

/** Once a person and wording: of two devices' the earlier one counts. */
export function applyPointing(db: Database, event: EventOf<"target.pointed">, version: number): void {
  const { sampleId, place, by, milliseconds, relation } = event.payload;
  db.run(
    `INSERT INTO pointing (sample_id, author, question_version, at, x, y, made_by, milliseconds, relation)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    sampleId,
    event.author,
    version,
    event.at,
    place?.x ?? null,
    place?.y ?? null,
    by,
    milliseconds,
    relation === null ? null : JSON.stringify(relation),
  );
}
