import { type Rle, rleArea, rleBBox } from "#core/masks";
import { isBlank } from "./blank.ts";
import { shortHash } from "./canonical.ts";
import type { Contents } from "./contents.ts";
import type { Database } from "./database.ts";
import type { EventPayloads, ImportedSample, StoredImage } from "./event-kinds.ts";

/** Both kinds of event that bring samples; they go to the end of the queue. */
export function applySamples(
  db: Database,
  contents: Contents,
  { images, samples }: { readonly images: readonly StoredImage[]; readonly samples: readonly ImportedSample[] },
): void {
  for (const image of images) putImage(db, image);
  let ordinal = Number(db.value("SELECT max(ordinal) FROM sample") ?? -1);
  for (const sample of samples) {
    ordinal++;
    db.run(
      `INSERT INTO sample (id, ordinal, image_id, question, category, kind, split, ground_truth, ignore_mask, proposal,
         proposal_candidate, details, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      sample.id,
      ordinal,
      sample.imageId,
      sample.question,
      sample.category,
      JSON.stringify(sample.kind ?? []),
      sample.split ?? "",
      sample.groundTruth,
      sample.ignore ?? null,
      sample.proposal?.mask ?? null,
      sample.proposal?.candidateId ?? null,
      sample.details ?? null,
      isBlank(sample.question) ? "needs-question" : "todo",
    );
    for (const kind of new Set(sample.kind)) {
      db.run("INSERT INTO sample_kind (kind, ordinal) VALUES (?, ?)", kind, ordinal);
    }
    if (sample.proposal === undefined) continue;
    const { model, candidateId, mask } = sample.proposal;
    applyCandidates(db, contents, { model, candidates: [{ sampleId: sample.id, candidateId, mask }] });
  }
}

function putImage(db: Database, image: StoredImage): void {
  db.run(
    `INSERT INTO image (id, path, relative, stored, width, height, bytes, format, mtime_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET path = excluded.path, relative = excluded.relative, stored = excluded.stored,
       mtime_ms = excluded.mtime_ms`,
    image.id,
    image.path,
    image.relative,
    image.stored,
    image.width,
    image.height,
    image.bytes,
    image.format,
    image.mtimeMs,
  );
}

/** A model's mask keeps its place among the sample's imported ones when a later import exchanges it. */
export function applyCandidates(
  db: Database,
  contents: Contents,
  { model, candidates }: EventPayloads["candidates.imported"],
): void {
  for (const { sampleId, candidateId, mask } of candidates) {
    const { area, bbox } = shapeOf(contents, mask);
    const changed = db.run(
      `UPDATE candidate SET mask_hash = ?, area = ?, bbox = ?
       WHERE sample_id = ? AND ifnull(run_id, '') = '' AND id = ? AND source = 'imported'`,
      mask,
      area,
      bbox,
      sampleId,
      candidateId,
    );
    if (changed.changes > 0) continue;
    db.run(
      `INSERT INTO candidate (sample_id, run_id, id, source, mask_hash, area, bbox, rank, model)
       VALUES (?, NULL, ?, 'imported', ?, ?, ?,
         1 + (SELECT count(*) FROM candidate WHERE sample_id = ? AND run_id IS NULL AND source = 'imported'), ?)`,
      sampleId,
      candidateId,
      mask,
      area,
      bbox,
      sampleId,
      model,
    );
  }
}

/** Area and box of a stored mask, as the columns of `candidate` hold them. */
export function shapeOf(contents: Contents, hash: string): { readonly area: number; readonly bbox: string } {
  const rle: Rle | null = contents.mask(hash);
  if (rle === null) throw new Error(`mask ${shortHash(hash)} is missing`);
  return { area: rleArea(rle), bbox: JSON.stringify(rleBBox(rle)) };
}
