import { AppError } from "#core/errors";
import { type Rle, rleArea } from "#core/masks";
import { emptySampleState, plainVerdict, type SampleState, type SampleStatus, sampleStateSchema } from "#core/samples";
import { isBlank } from "./blank.ts";
import { canonicalJson } from "./canonical.ts";
import { maskHash } from "./contents.ts";
import type { ReviewResult } from "./contract.ts";
import type { Database, Row } from "./database.ts";
import { presentEdit } from "./edit-rows.ts";
import type { StoredState } from "./event-kinds.ts";
import type { Ledger } from "./ledger.ts";
import { subjectHash } from "./projection.ts";
import { noSuchSample, summaryFor } from "./queue.ts";
import { presentReading, readingPosition } from "./reading-rows.ts";
import { readerOf } from "./review-rules.ts";

interface SampleRow extends Row {
  readonly image_id: string;
  readonly question: string;
  readonly position: number;
  readonly status: string;
  readonly stale: number;
  readonly latest_run: string | null;
  readonly width: number;
  readonly height: number;
}

function sampleRow(ledger: Ledger, sampleId: string): SampleRow {
  const row = ledger.db.get<SampleRow>(
    `SELECT image_id, question, position, status, stale, latest_run, width, height
     FROM sample JOIN image ON image.id = sample.image_id WHERE sample.id = ?`,
    sampleId,
  );
  if (row === undefined) throw noSuchSample(sampleId);
  return row;
}

interface Proposed extends Row {
  readonly proposal: string | null;
  readonly candidate: string | null;
}

/** Before any edit it is the mask that came to be judged, where one did. */
function proposedState(db: Database, sampleId: string): StoredState {
  const proposed = db.get<Proposed>(
    "SELECT proposal, proposal_candidate AS candidate FROM sample WHERE id = ?",
    sampleId,
  );
  const { prompts } = emptySampleState;
  return { chosenCandidateId: proposed?.candidate ?? null, mask: proposed?.proposal ?? null, prompts, verdict: null };
}

/** The undo stack that a person works on: the sample's, or where several people judge it their own. */
interface Stack {
  /** Null: the stack that all share. */
  readonly reader: string | null;
  readonly position: number;
  readonly state: StoredState;
}

function stackOf(ledger: Ledger, sampleId: string, shared: SampleRow): Stack {
  const { db } = ledger;
  const reader = readerOf(ledger);
  const position = reader === null ? shared.position : readingPosition(db, sampleId, reader);
  const edit = reader === null ? presentEdit(db, sampleId, position) : presentReading(db, sampleId, reader, position);
  return { reader, position, state: edit?.state ?? proposedState(db, sampleId) };
}

function newestPosition(ledger: Ledger, sampleId: string, reader: string | null): number {
  const newest =
    reader === null
      ? ledger.db.value("SELECT max(position) FROM edit WHERE sample_id = ?", sampleId)
      : ledger.db.value("SELECT max(position) FROM reading_edit WHERE sample_id = ? AND author = ?", sampleId, reader);
  return Number(newest ?? 0);
}

/** What the queue says of a sample, to the one who looks: of readers each sees their own progress. */
function standingOf(ledger: Ledger, sampleId: string, shared: SampleRow, reader: string | null) {
  if (reader === null) return { status: shared.status as SampleStatus, stale: shared.stale !== 0 };
  const { status, stale } = summaryFor(ledger.db, sampleId, reader);
  return { status, stale };
}

/** The sample's state as the review screen has it, with the depth of its stack. */
export function review(ledger: Ledger, sampleId: string): ReviewResult {
  const row = sampleRow(ledger, sampleId);
  const { reader, position, state: stored } = stackOf(ledger, sampleId, row);
  const { mask, ignore, ...rest } = stored;
  const read = (hash: string) => ledger.contents.mask(hash);
  const own = ignore === undefined ? null : read(ignore);
  return {
    state: { ...rest, mask: mask === null ? null : read(mask), ...(own === null ? {} : { ignore: own }) },
    ...standingOf(ledger, sampleId, row, reader),
    undoDepth: position,
    redoDepth: newestPosition(ledger, sampleId, reader) - position,
    mark: ledger.log.clock(),
  };
}

/** Throws `bad-input` for a mask that is malformed or not of the image's size. */
function checkMask(mask: Rle, row: SampleRow, sampleId: string): void {
  const [height, width] = mask.size;
  if (height !== row.height || width !== row.width) {
    throw new AppError({
      code: "bad-input",
      message: `A mask of ${width} x ${height} pixels does not fit the image of ${row.width} x ${row.height}.`,
      where: `sample ${sampleId}`,
      cure: "Make the mask on this sample's own image, at its original size.",
    });
  }
  rleArea(mask);
}

/** Throws `conflict` for a verdict about a sample without a question: there is nothing yet that it could answer. */
function checkQuestion(state: SampleState, row: SampleRow, sampleId: string): void {
  if (state.verdict === null || !isBlank(row.question)) return;
  throw new AppError({
    code: "conflict",
    message: "This sample has no question yet, so its mask cannot be judged.",
    where: `sample ${sampleId}`,
    cure: "Write its question first.",
  });
}

/** Throws `conflict` for an edit of a state that another window has changed meanwhile. */
function checkBase({ position }: Stack, basedOn: number | undefined, sampleId: string): void {
  if (basedOn === undefined || basedOn === position) return;
  throw new AppError({
    code: "conflict",
    message: "This sample was changed in another window meanwhile.",
    where: `sample ${sampleId}`,
    cure: "Try again to put your change on top of it (one undo brings the other back), or discard yours.",
  });
}

/**
 * Appends a state to the sample's stack, dropping what could be redone; the log keeps that too. `basedOn` is the depth of
 * the stack that the person saw.
 */
export function commitEdit(
  ledger: Ledger,
  sampleId: string,
  given: SampleState,
  action: string,
  basedOn?: number,
): ReviewResult {
  const parsed = sampleStateSchema.safeParse(given);
  if (!parsed.success) {
    throw new AppError({
      code: "bad-input",
      message: `This edit is not well-formed: ${parsed.error.issues[0]?.message ?? "unknown reason"}.`,
      where: `sample ${sampleId}, ${parsed.error.issues[0]?.path.join(".") ?? ""}`,
      cure: "Update the app on both ends; if it happens again, report this text.",
    });
  }
  const { verdict } = parsed.data;
  const state = { ...parsed.data, verdict: verdict === null ? null : plainVerdict(verdict) };
  return ledger.change(() => {
    const row = sampleRow(ledger, sampleId);
    const stack = stackOf(ledger, sampleId, row);
    checkBase(stack, basedOn, sampleId);
    const { mask, ignore, ...rest } = state;
    for (const layer of [mask, ignore]) if (layer) checkMask(layer, row, sampleId);
    checkQuestion(state, row, sampleId);
    const stored: StoredState = {
      ...rest,
      mask: mask === null ? null : maskHash(mask),
      ...(ignore === undefined ? {} : { ignore: maskHash(ignore) }),
    };
    if (canonicalJson(stored) !== canonicalJson(stack.state)) {
      if (mask && stored.mask !== null) ledger.contents.putMask(mask, stored.mask);
      if (ignore) ledger.contents.putMask(ignore, stored.ignore);
      ledger.record(stack.reader === null ? "edit.committed" : "reading.committed", {
        sampleId,
        action,
        runId: row.latest_run,
        state: stored,
        subject: subjectHash(row.image_id, row.question, stored.mask),
      });
    }
    return review(ledger, sampleId);
  });
}

/** One step back; at the beginning nothing happens. */
export function undoEdit(ledger: Ledger, sampleId: string): ReviewResult {
  return ledger.change(() => {
    const { reader, position } = stackOf(ledger, sampleId, sampleRow(ledger, sampleId));
    const before = { sampleId, position: position - 1 };
    if (position > 0) ledger.record(reader === null ? "edit.undone" : "reading.moved", before);
    return review(ledger, sampleId);
  });
}

/** One step forward; at the end nothing happens. */
export function redoEdit(ledger: Ledger, sampleId: string): ReviewResult {
  return ledger.change(() => {
    const { undoDepth, redoDepth } = review(ledger, sampleId);
    const next = { sampleId, position: undoDepth + 1 };
    if (redoDepth > 0) ledger.record(readerOf(ledger) === null ? "edit.redone" : "reading.moved", next);
    return review(ledger, sampleId);
  });
}
