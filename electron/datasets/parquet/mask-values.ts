import { createBitmap, encodeRle, type Rle } from "#core/masks";
import { segmentationToRle } from "#electron/datasets/coco-parts";
import { type PictureSize, parseJson, REASONS, readMaskPicture, sizeProblem } from "#electron/datasets/reading";
import { asImageProblem, emptyRle, inMask, RecordProblem, unionOf } from "#electron/datasets/record-parts";
import { NumberRows } from "./number-rows.ts";
import { bytesOf, isBytes, typeOfValue } from "./values.ts";

/** Masks in one value: more come from no annotator. */
const MAX_PARTS = 5_000;
/** Coordinates of one mask's polygons, as for other formats. */
const MAX_COORDINATES = 1_000_000;
/** Polygons times the image's columns: rasterising takes eight bytes of each, and the size is only what a picture claims. */
const MAX_POLYGON_COLUMNS = 2 ** 25;

export interface MaskPlace {
  /** For notes: the column. */
  readonly field: string;
  readonly size: PictureSize;
  /** A file of the dataset by the name that a value gives. Throws as its finder does. */
  readonly find: (name: string) => Promise<string>;
}

/**
 * A mask from whatever a column holds: a picture (bytes, {bytes, path}, base64, a file's path), COCO RLE (struct or JSON
 * text, counts as text, bytes or numbers), polygons, rows of pixels, or a list of these, which is united.
 * Null where there is none. Throws RecordProblem that names the column and the value's type.
 */
export async function maskOfValue(value: unknown, place: MaskPlace): Promise<Rle | null> {
  if (value === null || value === undefined || value === "") return null;
  const rle = await toRle(value, place, 0);
  const problem = sizeProblem(rle, place.size);
  if (problem !== null) throw new RecordProblem(REASONS.maskSize, problem, place.field);
  return rle;
}

async function toRle(value: unknown, place: MaskPlace, depth: number): Promise<Rle> {
  if (depth > 4) throw notUnderstood(value, place);
  if (isBytes(value))
    return isJsonStart(value[0]) ? ofText(new TextDecoder().decode(value), place, depth) : ofPicture(value, place);
  if (typeof value === "string") return ofText(value, place, depth);
  if (value instanceof NumberRows) return ofNumberRows(value, place);
  if (ArrayBuffer.isView(value)) return ofList(Array.from(value as unknown as ArrayLike<unknown>), place, depth);
  if (Array.isArray(value)) return ofList(value, place, depth);
  if (value !== null && typeof value === "object") return ofStruct(value as Record<string, unknown>, place, depth);
  throw notUnderstood(value, place);
}

async function ofPicture(picture: Uint8Array | string, { field, size }: MaskPlace): Promise<Rle> {
  try {
    const bitmap = await readMaskPicture(picture, 1, typeof picture === "string" ? picture : field);
    const problem = sizeProblem({ size: [bitmap.height, bitmap.width] }, size);
    if (problem !== null) throw new RecordProblem(REASONS.maskSize, problem, field);
    return encodeRle(bitmap);
  } catch (thrown) {
    throw asMaskProblem(thrown, field);
  }
}

function asMaskProblem(thrown: unknown, field: string): unknown {
  const problem = asImageProblem(thrown, field);
  return problem.reason === REASONS.maskSize ? problem : new RecordProblem(REASONS.maskDamaged, problem.message, field);
}

async function ofText(text: string, place: MaskPlace, depth: number): Promise<Rle> {
  if (/^\s*[[{]/.test(text)) {
    return toRle(
      inMask(place.field, () => parseJson(text, place.field)),
      place,
      depth + 1,
    );
  }
  const picture = bytesOf(text);
  if (picture !== null) return ofPicture(picture, place);
  if (!/\.(png|jpe?g|bmp|tiff?|webp|gif)$/i.test(text)) {
    // Counts of a COCO RLE alone, which then is of the image's size.
    const { height, width } = place.size;
    return inMask(place.field, () => segmentationToRle({ size: [height, width], counts: text }, height, width));
  }
  let file: string;
  try {
    file = await place.find(text);
  } catch (thrown) {
    throw asMaskProblem(thrown, place.field);
  }
  return ofPicture(file, place);
}

async function ofStruct(value: Record<string, unknown>, place: MaskPlace, depth: number): Promise<Rle> {
  const { bytes, path, counts, size } = value;
  if (isBytes(bytes) || (typeof bytes === "string" && bytes !== "")) return toRle(bytes, place, depth + 1);
  if (counts !== undefined && counts !== null) return ofCounts(counts, size ?? [value.height, value.width], place);
  if (typeof path === "string" && path !== "") return toRle(path, place, depth + 1);
  for (const inner of ["segmentation", "mask", "rle", "polygons", "polygon", "points"]) {
    if (value[inner] !== undefined && value[inner] !== null) return toRle(value[inner], place, depth + 1);
  }
  throw notUnderstood(value, place);
}

function ofCounts(counts: unknown, size: unknown, place: MaskPlace): Rle {
  const { height, width } = place.size;
  const numbers = numbersOf(size);
  const text = isBytes(counts) ? Buffer.from(counts).toString("latin1") : counts;
  const runs = typeof text === "string" ? text : numbersOf(text);
  // Without a size it can only be the image's.
  const hasSize = numbers !== null && numbers.length === 2;
  const own = hasSize ? numbers : [height, width];
  if (hasSize) {
    const problem = sizeProblem({ size: [own[0] as number, own[1] as number] }, place.size);
    if (problem !== null) throw new RecordProblem(REASONS.maskSize, problem, place.field);
  }
  return inMask(place.field, () => segmentationToRle({ size: own, counts: runs }, height, width));
}

async function ofList(list: readonly unknown[], place: MaskPlace, depth: number): Promise<Rle> {
  const { size } = place;
  if (list.length === 0) return emptyRle(size);
  const numbers = numbersOf(list);
  if (numbers !== null) return ofNumbers(numbers, place);
  const rows = rowsOf(list);
  if (rows !== null) return ofRows(rows, place);
  if (list.length > MAX_PARTS) throw notUnderstood(list, place);
  const parts: Rle[] = [];
  for (const item of list) if (item !== null && item !== undefined) parts.push(await toRle(item, place, depth + 1));
  for (const part of parts) {
    const problem = sizeProblem(part, size);
    if (problem !== null) throw new RecordProblem(REASONS.maskSize, problem, place.field);
  }
  return inMask(place.field, () => unionOf(parts, size));
}

/** One polygon, x and y in turn, or all pixels row by row. */
function ofNumbers(numbers: readonly number[], { field, size: { width, height } }: MaskPlace): Rle {
  if (numbers.length === width * height) return ofPixels(numbers, { width, height });
  if (areFlags(numbers) && !isOutline(numbers)) {
    throw new RecordProblem(
      REASONS.maskSize,
      `It has ${numbers.length} pixels, its image ${width} x ${height}.`,
      field,
    );
  }
  return ofPolygons([numbers], { field, size: { width, height } });
}

/** Rows of pixels, points of one polygon, or polygons. */
function ofRows(rows: readonly (readonly number[])[], place: MaskPlace): Rle {
  const { size } = place;
  const { width, height } = size;
  if (rows.length === height && rows.every((row) => row.length === width)) return ofPixels(rows.flat(), size);
  const isPoints = rows.length > 2 && rows.every((row) => row.length === 2);
  if (!isPoints && rows.every(areFlags) && (rows.length > 1 || !isOutline(rows[0] ?? []))) {
    const [least, most] = leastAndMost(rows.map((row) => row.length));
    throw otherPixels(rows.length, [least, most], place);
  }
  return ofPolygons(isPoints ? [rows.flat()] : rows, place);
}

function ofPolygons(polygons: readonly (readonly number[])[], place: Pick<MaskPlace, "field" | "size">): Rle {
  const { field, size } = place;
  if (polygons.length * size.width > MAX_POLYGON_COLUMNS) {
    const message = `It has ${polygons.length} polygons, too many for an image of ${size.width} pixels in width.`;
    throw new RecordProblem(REASONS.maskDamaged, message, field);
  }
  return inMask(field, () => segmentationToRle(polygons, size.height, size.width));
}

/** Rows of pixels, which are never made into lists, or polygons of many points. */
async function ofNumberRows(rows: NumberRows, place: MaskPlace): Promise<Rle> {
  const { field, size } = place;
  const { count, width, missing } = rows;
  const isFlat = count === 1 && width === size.height * size.width;
  if (missing === 0 && (isFlat || (count === size.height && width === size.width)))
    return encodeRle({ ...size, data: rows.flags() });
  // What holds nothing but zero and one other number are pixels, whatever their size; coordinates are more.
  if (!rows.hasTwoValues()) {
    if (missing > 0) throw new RecordProblem(REASONS.maskDamaged, `${missing} of its numbers are missing.`, field);
    if (rows.values.length > MAX_COORDINATES) throw notUnderstood(rows, place);
    return ofList(rows.lists(), place, 0);
  }
  if (missing > 0) throw new RecordProblem(REASONS.maskDamaged, `${missing} of its pixels are missing.`, field);
  throw otherPixels(count, leastAndMost(rows.lengths), place);
}

/** What holds nothing but zero and one are pixels: of several polygons not all lie in the picture's first pixel. */
const areFlags = (numbers: readonly number[]): boolean => numbers.every((value) => value === 0 || value === 1);
const isOutline = (numbers: readonly number[]): boolean => numbers.length >= 6 && numbers.length % 2 === 0;

/** What is wrong with rows of pixels that are no mask of the image. */
function otherPixels(
  rows: number,
  [least, most]: readonly [number, number],
  { field, size }: MaskPlace,
): RecordProblem {
  if (least !== most) {
    const message = `Its rows of pixels have from ${least} to ${most} pixels.`;
    return new RecordProblem(REASONS.maskDamaged, message, field);
  }
  const problem = sizeProblem({ size: [rows, most] }, size);
  return new RecordProblem(REASONS.maskSize, problem ?? `It has ${rows} rows of ${most} pixels.`, field);
}

function leastAndMost(lengths: readonly number[]): readonly [number, number] {
  return lengths.reduce(([least, most], length) => [Math.min(least, length), Math.max(most, length)], [
    Number.POSITIVE_INFINITY,
    0,
  ] as readonly [number, number]);
}

function ofPixels(pixels: readonly number[], { width, height }: PictureSize): Rle {
  const bitmap = createBitmap(width, height);
  for (let i = 0; i < bitmap.data.length; i++) bitmap.data[i] = pixels[i] === 0 ? 0 : 1;
  return encodeRle(bitmap);
}

function rowsOf(list: readonly unknown[]): number[][] | null {
  const rows: number[][] = [];
  for (const item of list) {
    const row = numbersOf(item);
    if (row === null) return null;
    rows.push([...row]);
  }
  return rows;
}

/** A list of numbers, bigints and flags among them, as numbers; null for all else. */
function numbersOf(value: unknown): readonly number[] | null {
  if (isBytes(value) || value === null || typeof value !== "object") return null;
  const list = ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : value;
  if (!Array.isArray(list)) return null;
  const numbers: number[] = [];
  for (const item of list) {
    if (typeof item !== "number" && typeof item !== "bigint" && typeof item !== "boolean") return null;
    numbers.push(Number(item));
  }
  return numbers;
}

const isJsonStart = (byte: number | undefined): boolean => byte === 0x5b || byte === 0x7b;

function notUnderstood(value: unknown, { field }: MaskPlace): RecordProblem {
  const message = `${field} holds ${typeOfValue(value)}, which is not understood as a mask. Pictures, COCO RLE, polygons and rows of pixels are.`;
  return new RecordProblem(REASONS.maskDamaged, message, field);
}
