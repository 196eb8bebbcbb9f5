import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError, toErrorReport } from "#core/errors";
import type { Rle } from "#core/masks";
import {
  decodeText,
  fileSize,
  MAX_ELEMENT,
  parseJson,
  ROUNDED_ID,
  readFailure,
  roundedId,
  tooLarge,
} from "#electron/datasets/reading";
import type { PredictionOptions, Predictions } from "./contract.ts";
import { rleOfJson } from "./mask-of-json.ts";
import { ProblemList } from "./problems.ts";

/** Where a line lies in its file, in bytes. */
export interface Place {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
}

/** A `.jsonl` of `{ id, mask }`: an index of byte offsets in memory, each mask read from the file when asked for. */
export async function linePredictions(file: string, options: PredictionOptions): Promise<Predictions> {
  const path = resolve(file);
  const problems = new ProblemList();
  const index = new Map<string, Place>();
  for await (const { place, text } of readPlacedLines(path, options)) {
    const id = idOfLine(text, place, path, problems);
    if (id === null) continue;
    const first = index.get(id);
    if (first === undefined) index.set(id, place);
    else problems.add(second(id, path, place, first));
  }
  return await indexedPredictions({ path, kind: "jsonl", file: path, index, problems, onClose: async () => {} });
}

/** Predictions over lines of `{ id, mask }` whose places are known. */
export async function indexedPredictions(parts: {
  readonly path: string;
  readonly kind: Predictions["kind"];
  readonly file: string;
  readonly index: ReadonlyMap<string, Place>;
  readonly problems: ProblemList;
  onClose(): Promise<void>;
}): Promise<Predictions> {
  const { path, kind, file, index, problems } = parts;
  const handle = await openToRead(file);
  const whereIs = (place: Place | undefined) => (place === undefined ? null : `${path}:${place.line}`);
  return {
    path,
    kind,
    ids: () => index.keys(),
    has: (id) => index.has(id),
    count: index.size,
    whereOf: (id) => whereIs(index.get(id)),
    get: async (id) => {
      const place = index.get(id);
      return place === undefined ? null : await readMaskAt(handle, place, `${path}:${place.line}`);
    },
    problems: problems.list,
    problemCount: problems.count,
    close: async () => {
      await handle.close();
      await parts.onClose();
    },
  };
}

async function openToRead(file: string): Promise<FileHandle> {
  try {
    return await open(file, "r");
  } catch (thrown) {
    throw readFailure(thrown, file);
  }
}

async function readMaskAt(handle: FileHandle, { offset, length }: Place, where: string): Promise<Rle> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, offset);
  if (bytesRead < length) {
    const message = "The file of predictions was cut off while it was read.";
    throw new AppError({ code: "bad-input", message, where, cure: "Leave it alone until the work is done." });
  }
  const value = parseJson(decodeText(buffer), where) as { readonly mask?: unknown };
  return rleOfJson(value.mask, where);
}

function idOfLine(text: string, place: Place, file: string, problems: ProblemList): string | null {
  const broken = (message: string) =>
    problems.add({ id: null, reason: "its line cannot be read", file, line: place.line, message });
  try {
    const value = parseJson(text, `${file}:${place.line}`);
    const { id } = (value ?? {}) as { readonly id?: unknown };
    const rounded = roundedId(id);
    if (rounded !== null) {
      problems.add({ id: null, reason: ROUNDED_ID, file, line: place.line, message: rounded });
      return null;
    }
    if (typeof id === "string" || typeof id === "number") return String(id);
    broken('It has no "id". Write { "id": ..., "mask": ... } a line.');
  } catch (thrown) {
    const { message, cure } = toErrorReport(thrown);
    broken(`${message} ${cure}`);
  }
  return null;
}

function second(id: string, file: string, { line }: Place, first: Place) {
  const message = `There are two masks for "${id.slice(0, 200)}"; line ${first.line} is used. Remove the one that does not count.`;
  return { id, outcome: "partly" as const, reason: "there are two masks for one sample", file, line, message };
}

/** Lines that are not blank, with their places. Throws `too-large` for a line beyond MAX_ELEMENT. */
async function* readPlacedLines(
  file: string,
  { signal, onProgress }: PredictionOptions,
): AsyncGenerator<{ readonly place: Place; readonly text: string }> {
  const total = await fileSize(file);
  let rest: Buffer[] = [];
  let offset = 0;
  let done = 0;
  let line = 0;
  const take = (tail: Buffer) => {
    const bytes = rest.length === 0 ? tail : Buffer.concat([...rest, tail]);
    rest = [];
    const place = { offset, length: bytes.length, line: ++line };
    offset += bytes.length + 1;
    return { place, text: decodeText(bytes) };
  };
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted();
    const chunk = piece as Buffer;
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const taken = take(chunk.subarray(start, end));
      start = end + 1;
      if (taken.text.trim() !== "") yield taken;
    }
    done += chunk.length;
    if (done - offset > MAX_ELEMENT) throw tooLarge(`Line ${line + 1}`, file, MAX_ELEMENT);
    if (start < chunk.length) rest.push(chunk.subarray(start));
    onProgress?.(done, total, "bytes");
  }
  const last = take(Buffer.alloc(0));
  if (last.text.trim() !== "") yield last;
}
