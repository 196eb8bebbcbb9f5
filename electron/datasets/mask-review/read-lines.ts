import { basename } from "node:path";
import { rleOfJson } from "#electron/datasets/predictions";
import {
  type DatasetSample,
  extensionOf,
  type FolderFile,
  filesBelow,
  parseJson,
  REASONS,
  ROUNDED_ID,
  readLines,
  readText,
  roundedId,
} from "#electron/datasets/reading";
import { hashOf, imageOf, maskOf, type Place, type ReviewReading, toSample } from "./reader.ts";

interface MaskLine {
  readonly id?: unknown;
  readonly image?: unknown;
  readonly mask?: unknown;
  readonly ignore?: unknown;
  readonly question?: unknown;
  readonly counts?: unknown;
}

/** A `.jsonl` of `{ id, mask, ignore?, image?, question? }`, as our own predictions are. */
export async function* readLineMasks(reading: ReviewReading): AsyncGenerator<DatasetSample, void, void> {
  const { context, places } = reading;
  const file = places.masks;
  const hash = await hashOf(file);
  for await (const { number, text } of readLines(file, context)) {
    const place: Place = { file, line: number };
    const line = await maskOf(reading, place, () => parseJson(text, `${file}:${number}`) as MaskLine | null);
    if (line === null) continue;
    const rounded = roundedId(line.id);
    if (rounded !== null || (typeof line.id !== "string" && typeof line.id !== "number")) {
      const message = rounded ?? 'It has no "id". Write { "id": ..., "mask": ... } a line.';
      context.skip({ ...place, field: "id", reason: rounded === null ? REASONS.notValid : ROUNDED_ID, message });
      continue;
    }
    const origin = { kind: "lines" as const, root: file, file: basename(file), hash, index: number - 1 };
    const sample = await readOne(reading, String(line.id), line, origin, place);
    if (sample !== null) yield sample;
  }
}

/** A folder of `<image>.json`, each the RLE itself or an object that has it as its `mask`. */
export async function* readRleMasks(reading: ReviewReading): AsyncGenerator<DatasetSample, void, void> {
  const { context, places } = reading;
  const files: FolderFile[] = [];
  for await (const file of filesBelow(places.masks, 8, "files")) {
    if (extensionOf(file.name) === ".json") files.push(file);
  }
  for (const [index, file] of files.entries()) {
    context.signal.throwIfAborted();
    const place: Place = { file: file.path };
    const read = await maskOf(reading, place, async () => {
      const text = await readText(file.path);
      return { content: parseJson(text, file.path) as MaskLine | null, hash: await hashOf(file.path) };
    });
    if (read !== null) {
      const { content, hash } = read;
      const line: MaskLine = content?.counts === undefined ? (content ?? {}) : { mask: content };
      const id = file.name.slice(0, -".json".length);
      const origin = { kind: "rle" as const, root: places.masks, file: file.name, hash };
      const sample = await readOne(reading, id, line, origin, place);
      if (sample !== null) yield sample;
    }
    context.progress(index + 1, files.length, "files");
  }
}

async function readOne(
  reading: ReviewReading,
  id: string,
  line: MaskLine,
  origin: Parameters<typeof toSample>[1]["origin"],
  place: Place,
): Promise<DatasetSample | null> {
  const name = typeof line.image === "string" && line.image !== "" ? line.image : `${id}.png`;
  const image = await imageOf(reading, name, place);
  if (image === null) return null;
  const where = `${place.file}${place.line === undefined ? "" : `:${place.line}`}`;
  const rle = await maskOf(reading, place, () => rleOfJson(line.mask, where));
  if (rle === null) return null;
  const ignore = line.ignore == null ? null : await maskOf(reading, place, () => rleOfJson(line.ignore, where));
  const { path, size } = image;
  const question = typeof line.question === "string" && line.question.trim() !== "" ? { question: line.question } : {};
  return toSample(reading, { id, image: path, size, rle, ignore, ...question, origin }, place);
}
