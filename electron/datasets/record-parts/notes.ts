import type { IdSet } from "#electron/datasets/coco-parts";
import {
  imageNote,
  maskNote,
  type Note,
  REASONS,
  type ReadContext,
  ROUNDED_ID,
  roundedId,
} from "#electron/datasets/reading";
import { textOf } from "./values.ts";

/** Where in the source a record stands. */
export type Place = Pick<Note, "file" | "field" | "line">;

/** What is wrong with a record, thrown where it is found out and turned into a note where its place is known. */
export class RecordProblem extends Error {
  readonly reason: string;
  /** Below the record's own field, e.g. `.segms.outer[0]`; "" for the record as a whole. */
  readonly path: string;

  constructor(reason: string, message: string, path = "") {
    super(message);
    this.name = "RecordProblem";
    this.reason = reason;
    this.path = path;
  }
}

/** What `make` makes of a record, or null and a note of why there is none. Throws all but RecordProblems on. */
export function takeRecord<T>(context: ReadContext, place: Place, make: () => Promise<T>): Promise<T | null> {
  return orNote((note) => context.skip(note), place, make);
}

/** The same for something without which the sample is still worth having. */
export function takePart<T>(context: ReadContext, place: Place, make: () => Promise<T>): Promise<T | null> {
  return orNote((note) => context.partly(note), place, make);
}

async function orNote<T>(tell: (note: Note) => void, place: Place, make: () => Promise<T>): Promise<T | null> {
  try {
    return await make();
  } catch (thrown) {
    if (!(thrown instanceof RecordProblem)) throw thrown;
    const { reason, message, path } = thrown;
    const field = `${place.field ?? ""}${path}`.replace(/^\./, "");
    tell({ ...place, ...(field === "" ? {} : { field }), reason, message });
    return null;
  }
}

/** Refusals over a record's image become RecordProblems, with the reasons that all formats share. */
export function asImageProblem(thrown: unknown, path: string): RecordProblem {
  if (thrown instanceof RecordProblem) return thrown;
  const { reason, message } = imageNote(thrown, { file: "" });
  return new RecordProblem(reason, message, path);
}

/** Refusals over a record's mask become RecordProblems, with the reasons that all formats share. */
export function inMask<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    if (thrown instanceof RecordProblem) throw thrown;
    const { reason, message } = maskNote(thrown, { file: "" });
    throw new RecordProblem(reason, message, path);
  }
}

/** An id as text (they are numbers or text in the wild); null where it is neither. Throws for a number that was rounded. */
export function idOf(value: unknown, path: string): string | null {
  const problem = roundedId(value);
  if (problem !== null) throw new RecordProblem(ROUNDED_ID, problem, path);
  return textOf(value);
}

/** The id, unless a record before it has it. */
export function freshId(ids: IdSet, id: string, path: string): string {
  if (id === "") throw notValid("Its id is empty.", path);
  if (ids.add(id)) return id;
  throw new RecordProblem(REASONS.takenId, `A record before it has the id "${id.slice(0, 200)}".`, path);
}

/** Throws the problem that every format has a word for: it is no record, or lacks what it cannot do without. */
export function notValid(message: string, path = ""): RecordProblem {
  return new RecordProblem(REASONS.notValid, message, path);
}
