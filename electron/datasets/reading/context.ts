import { resolve } from "node:path";
import { AppError } from "#core/errors";
import type { TransferNote } from "#core/samples";
import type { Note, NoteListener, ReadContext } from "./contract.ts";

export interface ReadOptions {
  readonly source: string;
  readonly options?: Readonly<Record<string, string>> | undefined;
  readonly mapping?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The first note ends the reading with an error. */
  readonly strict?: boolean | undefined;
  readonly onNote?: NoteListener | undefined;
  /** Resolves when the listener has caught up with its notes; left out where it takes each at once. */
  readonly settle?: (() => Promise<void>) | undefined;
  readonly onProgress?: ((done: number, total: number, unit: "bytes" | "files" | "rows") => void) | undefined;
}

/** Makes what readers are given of what callers have to say. */
export function readContext(request: ReadOptions): ReadContext {
  const tell = (outcome: TransferNote["outcome"]) => (note: Note) => {
    if (request.strict) throw strictRefusal(note);
    request.onNote?.(fullNote(note, outcome));
  };
  return {
    source: resolve(request.source),
    options: request.options ?? {},
    mapping: request.mapping ?? {},
    signal: request.signal ?? new AbortController().signal,
    skip: tell("skipped"),
    partly: tell("partly"),
    settle: async () => request.settle?.(),
    progress: (done, total, unit) => request.onProgress?.(done, total, unit),
  };
}

function fullNote({ reason, file, field, line, message }: Note, outcome: TransferNote["outcome"]): TransferNote {
  return { outcome, reason, file, field: field ?? null, line: line ?? null, message };
}

/** `file:line, field`, as far as they are known. */
export function whereOf(note: Pick<Note, "file" | "field" | "line">): string {
  const line = note.line === undefined ? "" : `:${note.line}`;
  return `${note.file}${line}${note.field === undefined ? "" : `, ${note.field}`}`;
}

function strictRefusal(note: Note): AppError {
  return new AppError({
    code: "bad-input",
    message: `Strict reading stops here, ${note.reason}: ${note.message}`,
    where: whereOf(note),
    cure: "Mend it in the source, or leave out strict (--strict) to skip what cannot be taken.",
  });
}
