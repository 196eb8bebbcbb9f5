import { AppError } from "#core/errors";
import { type Rle, rleArea } from "#core/masks";
import { emptySampleState, plainVerdict, type SampleState, type SampleStatus, sampleStateSchema } from "#core/samples";
import { isBlank } from "./blank.ts";
import { canonicalJson } from "./canonical.ts";
import { maskHash } from "./contents.ts";
import type { ReviewResult } from "./contract.ts";
import type { Row } from "./database.ts";
import { presentEdit } from "./edit-rows.ts";
import type { StoredState } from "./event-kinds.ts";
import type { Ledger } from "./ledger.ts";
import { subjectHash } from "./projection.ts";
import { noSuchSample } from "./queue.ts";

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

/** Before any edit it is the mask that came to be judged, where one did. */
function storedState(ledger: Ledger, sampleId: string, position: number): StoredState {
  const edit = presentEdit(ledger.db, sampleId, position);
  if (edit !== null) return edit.state;
  const proposed = ledger.db.get<Proposed & Row>(
    "SELECT proposal, proposal_candidate AS candidate FROM sample WHERE id = ?",
    sampleId,
  );
  const { prompts } = emptySampleState;
  return { chosenCandidateId: proposed?.candidate ?? null, mask: proposed?.proposal ?? null, prompts, verdict: null };
}

interface Proposed {
  readonly proposal: string | null;
  readonly candidate: string | null;
}

/** The sample's state as the review screen has it, with the depth of its stack. */
export function review(ledger: Ledger, sampleId: string): ReviewResult {
  const row = sampleRow(ledger, sampleId);
  const stored = storedState(ledger, sampleId, row.position);
  const { mask, ignore, ...rest } = stored;
  const read = (hash: string) => ledger.contents.mask(hash);
  const own = ignore === undefined ? null : read(ignore);
  const newest = Number(ledger.db.value("SELECT max(position) FROM edit WHERE sample_id = ?", sampleId) ?? 0);
  return {
    state: { ...rest, mask: mask === null ? null : read(mask), ...(own === null ? {} : { ignore: own }) },
    status: row.status as SampleStatus,
    stale: row.stale !== 0,
    undoDepth: row.position,
    redoDepth: newest - row.position,
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

/** Appends a state to the sample's stack, dropping what could be redone; the log keeps that too. */
export function commitEdit(ledger: Ledger, sampleId: string, given: SampleState, action: string): ReviewResult {
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
    const { mask, ignore, ...rest } = state;
    for (const layer of [mask, ignore]) if (layer) checkMask(layer, row, sampleId);
    checkQuestion(state, row, sampleId);
    const stored: StoredState = {
      ...rest,
      mask: mask === null ? null : maskHash(mask),
      ...(ignore === undefined ? {} : { ignore: maskHash(ignore) }),
    };
    if (canonicalJson(stored) !== canonicalJson(storedState(ledger, sampleId, row.position))) {
      for (const layer of [mask, ignore]) if (layer) ledger.contents.putMask(layer);
      ledger.record("edit.committed", {
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
    const { position } = sampleRow(ledger, sampleId);
    if (position > 0) ledger.record("edit.undone", { sampleId, position: position - 1 });
    return review(ledger, sampleId);
  });
}

/** One step forward; at the end nothing happens. */
export function redoEdit(ledger: Ledger, sampleId: string): ReviewResult {
  return ledger.change(() => {
    const { undoDepth, redoDepth } = review(ledger, sampleId);
    if (redoDepth > 0) ledger.record("edit.redone", { sampleId, position: undoDepth + 1 });
    return review(ledger, sampleId);
  });
}
