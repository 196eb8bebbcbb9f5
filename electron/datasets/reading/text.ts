import { createReadStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { AppError, type ErrorCode } from "#core/errors";
import type { ReadContext } from "./contract.ts";
import { assertFewValues, assertShallow, MAX_ELEMENT, MAX_WHOLE_FILE, tooLarge } from "./limits.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const CP1252 = new TextDecoder("windows-1252");

/** UTF-8, else cp1252, as LISA's `utils/data_processing.py` reads its annotations. A byte order mark is dropped. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    // Node 20's fast path takes windows-1252 for Latin-1 (nodejs/node#56542); streaming goes past it.
    return CP1252.decode(bytes, { stream: true });
  }
}

/** A whole small file as text. Throws `not-found`, `too-large` or what the file system says. */
export async function readText(file: string, limit: number = MAX_WHOLE_FILE): Promise<string> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) throw notAFile(file);
    if (stats.size > limit) throw tooLarge("This file", file, limit);
    return decodeText(await readFile(file));
  } catch (thrown) {
    throw readFailure(thrown, file);
  }
}

/** The first bytes of a file as text, for telling formats apart. Throws `bad-input` for no file, what the file system says. */
export async function readHead(file: string, bytes = 65_536): Promise<string> {
  if (!(await stat(file)).isFile()) throw notAFile(file);
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A whole small JSON file. Throws `bad-input` with the parser's position where it is none. */
export async function readJson(file: string, limit: number = MAX_WHOLE_FILE): Promise<unknown> {
  return parseJson(await readText(file, limit), file);
}

/** Throws `bad-input` that says where the text stops being JSON, or that it nests too deeply. */
export function parseJson(text: string, where: string): unknown {
  assertFewValues(text, where);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw notJson(thrown, where);
  }
  assertShallow(value, where);
  return value;
}

export function notJson(thrown: unknown, where: string): AppError {
  const why = thrown instanceof Error ? thrown.message.slice(0, 300) : String(thrown);
  return new AppError(
    {
      code: "bad-input",
      message: `This is not valid JSON: ${why}.`,
      where,
      cure: "Check that the file is whole, and of the format that was chosen.",
    },
    { cause: thrown },
  );
}

/** The file system's refusals in our words; AppErrors pass through. */
export function readFailure(thrown: unknown, file: string): unknown {
  const { code } = thrown as NodeJS.ErrnoException;
  if (thrown instanceof AppError) return thrown;
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "ELOOP") {
    const message = "There is no such file or folder.";
    return new AppError({ code: "not-found", message, where: file, cure: "Check the path." }, { cause: thrown });
  }
  if (code === "EISDIR") return notAFile(file);
  return thrown;
}

function notAFile(file: string): AppError {
  return new AppError({
    code: "bad-input",
    message: "This is a folder or device, not a file.",
    where: file,
    cure: "Name a file.",
  });
}

export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * The lines of a file of any size that are not blank, split at \n alone: U+2028 and its like belong to the text.
 * Throws `too-large` for a line beyond MAX_ELEMENT.
 */
export async function* readLines(
  file: string,
  context: Pick<ReadContext, "signal" | "progress" | "settle">,
): AsyncGenerator<TextLine> {
  const total = await fileSize(file);
  let rest: Buffer[] = [];
  let restBytes = 0;
  let number = 0;
  let done = 0;
  const take = (tail: Buffer): TextLine | null => {
    const bytes = rest.length === 0 ? tail : Buffer.concat([...rest, tail]);
    rest = [];
    restBytes = 0;
    number++;
    const text = decodeText(bytes).replace(/\r$/, "");
    return text.trim() === "" ? null : { number, text };
  };
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    context.signal.throwIfAborted();
    const chunk = piece as Buffer;
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = take(chunk.subarray(start, end));
      start = end + 1;
      if (line !== null) yield line;
    }
    const tail = chunk.subarray(start);
    restBytes += tail.length;
    if (restBytes > MAX_ELEMENT) throw tooLarge(`Line ${number + 1}`, file, MAX_ELEMENT);
    if (tail.length > 0) rest.push(tail);
    done += chunk.length;
    context.progress(done, total, "bytes");
    await context.settle?.();
  }
  if (restBytes === 0) return;
  const line = take(Buffer.alloc(0));
  if (line !== null) yield line;
}

/** Size in bytes. Throws `not-found`, and `bad-input` for what is no file. */
export async function fileSize(file: string): Promise<number> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) throw notAFile(file);
    return stats.size;
  } catch (thrown) {
    throw readFailure(thrown, file);
  }
}

/** Codes that speak of one file or value of a dataset: its sample is left out, the rest goes on. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  "bad-input",
  "not-found",
  "too-large",
  "image-missing",
  "image-damaged",
  "unsupported",
]);

/** Whether an error speaks of one sample alone. */
export function isRefusal(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && REFUSALS.has(thrown.code);
}
