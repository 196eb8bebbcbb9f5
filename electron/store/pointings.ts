import { AppError } from "#core/errors";
import { placeInMask } from "#core/masks";
import { type Pointed, type Pointing, pointedSchema, relationSchema } from "#core/samples";
import { isBlank } from "./blank.ts";
import { maskHash } from "./contents.ts";
import type { Database, Row } from "./database.ts";
import { wordingsIn } from "./edit-rows.ts";
import { review } from "./edits.ts";
import type { StoredRelation } from "./event-kinds.ts";
import type { Ledger } from "./ledger.ts";
import { subjectHash } from "./projection.ts";
import { noSuchSample } from "./queue.ts";
import { candidatesOf, newestRun } from "./runs.ts";

interface PointingRow extends Row {
  readonly author: string;
  readonly at: string;
  readonly question_version: number;
  readonly x: number | null;
  readonly y: number | null;
  readonly made_by: string;
  readonly milliseconds: number;
  readonly relation: string | null;
}

interface AskedRow extends Row {
  readonly image_id: string;
  readonly question: string;
  readonly question_version: number;
  readonly width: number;
  readonly height: number;
}

function asked(db: Database, sampleId: string): AskedRow {
  const row = db.get<AskedRow>(
    `SELECT image_id, question, question_version, width, height
     FROM sample JOIN image ON image.id = sample.image_id WHERE sample.id = ?`,
    sampleId,
  );
  if (row === undefined) throw noSuchSample(sampleId);
  return row;
}

/** Keeps where a person points, once a wording; who points again gets the first answer, which stays. */
export function pointAt(ledger: Ledger, sampleId: string, given: Pointed): Pointing {
  const pointed = pointedSchema.parse(given);
  return ledger.change(() => {
    const sample = asked(ledger.db, sampleId);
    const before = pointingOf(ledger.db, sampleId, ledger.author);
    if (before !== null) return before;
    check(pointed, sample, sampleId);
    ledger.record("target.pointed", {
      sampleId,
      ...pointed,
      relation: pointed.place === null ? null : relationNow(ledger, sampleId, pointed.place),
      subject: subjectHash(sample.image_id, sample.question, null),
    });
    return pointingOf(ledger.db, sampleId, ledger.author) as Pointing;
  });
}

function check({ place }: Pointed, sample: AskedRow, sampleId: string): void {
  if (isBlank(sample.question)) {
    throw new AppError({
      code: "conflict",
      message: "This sample has no question yet, so nothing is asked for that could be pointed at.",
      where: `sample ${sampleId}`,
      cure: "Write its question first.",
    });
  }
  if (place === null) return;
  if (place.x >= 0 && place.y >= 0 && place.x < sample.width && place.y < sample.height) return;
  throw new AppError({
    code: "bad-input",
    message: `The place ${place.x}, ${place.y} is outside the picture of ${sample.width} x ${sample.height} pixels.`,
    where: `sample ${sampleId}`,
    cure: "Point at something in the picture, or say that there is nothing to point at.",
  });
}

/** To the person's mask, else to the first candidate's. */
function relationNow(ledger: Ledger, sampleId: string, place: { x: number; y: number }): StoredRelation | null {
  const { mask } = review(ledger, sampleId).state;
  const first = candidatesOf(ledger.db, sampleId, newestRun(ledger.db, sampleId))[0];
  const rle = mask ?? first?.rle;
  if (rle === undefined) return null;
  const to = mask === null ? "candidate" : "mask";
  return { to, ...placeInMask(rle, place.x, place.y), mask: maskHash(rle) };
}

/** Everybody's, in the order in which they were made. */
export function pointingsOf(db: Database, sampleId: string): Pointing[] {
  return db.all<PointingRow>("SELECT * FROM pointing WHERE sample_id = ? ORDER BY at, author", sampleId).map(plain);
}

/** The newest one of a person that is about the present wording; null where they have not pointed yet. */
export function pointingOf(db: Database, sampleId: string, author: string): Pointing | null {
  const sample = asked(db, sampleId);
  const wordings = wordingsIn(db, sampleId, sample);
  const own = db.all<PointingRow>(
    "SELECT * FROM pointing WHERE sample_id = ? AND author = ? ORDER BY question_version DESC",
    sampleId,
    author,
  );
  const present = own.find((row) => !wordings.isAnother(row.question_version));
  return present === undefined ? null : plain(present);
}

function plain(row: PointingRow): Pointing {
  return {
    author: row.author,
    at: row.at,
    questionVersion: row.question_version,
    place: row.x === null || row.y === null ? null : { x: row.x, y: row.y },
    by: row.made_by as Pointing["by"],
    milliseconds: row.milliseconds,
    relation: row.relation === null ? null : relationSchema.parse(JSON.parse(row.relation)),
  };
}
