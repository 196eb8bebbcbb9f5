import { AppError } from "#core/errors";
import type { Bitmap } from "#core/masks";

/** A NumPy array of masks, as it lies in its file: the bytes are changed in place and written again. */
export interface NpyMasks {
  /** The whole file. */
  readonly bytes: Buffer;
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly isFloat: boolean;
  readonly isBigEndian: boolean;
  readonly itemBytes: number;
  /** Where the elements begin, and how many elements lie between two masks, two rows and two columns. */
  readonly at: { readonly data: number; readonly mask: number; readonly row: number; readonly column: number };
}

interface Header {
  readonly descr: string;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  readonly data: number;
}

const MAGIC = Buffer.from("\x93NUMPY", "latin1");

/**
 * Opens a `.npy` of one mask (H, W) or of several, (N, H, W) or (H, W, N), for an image of this size: booleans, whole
 * numbers or floating point of any width and byte order, rows or columns first. Format: numpy.lib.format, versions 1 to 3.
 * Throws `image-damaged`, `unsupported` for other types, `bad-input` for other shapes, each with `where`.
 */
export function openNpy(
  bytes: Buffer,
  image: { readonly width: number; readonly height: number },
  where: string,
): NpyMasks {
  const header = readHeader(bytes, where);
  const itemBytes = Number(/^[<>|=]?[biuf](1|2|4|8)$/.exec(header.descr)?.[1] ?? 0);
  if (itemBytes === 0) throw otherType(header.descr, where);
  const length = header.shape.reduce((product, side) => product * side, 1);
  if (bytes.length !== header.data + length * itemBytes)
    throw damaged("it has another length than its header says", where);
  const axes = axesOf(header.shape, image);
  if (axes === null) throw otherShape(header.shape, image, where);
  const steps = stepsOf(header);
  const step = (axis: number | null): number => (axis === null ? 0 : (steps[axis] ?? 0));
  return {
    bytes,
    count: axes.mask === null ? 1 : (header.shape[axes.mask] ?? 1),
    width: image.width,
    height: image.height,
    isFloat: /f\d$/.test(header.descr),
    isBigEndian: header.descr.startsWith(">"),
    itemBytes,
    at: { data: header.data, mask: step(axes.mask), row: step(axes.row), column: step(axes.row + 1) },
  };
}

/** One of the masks, 0 to `count` - 1. Throws `bad-input` where it has more than one value besides zero: no mask then. */
export function npyMask(npy: NpyMasks, index: number, where: string): Bitmap {
  const { width, height, bytes, itemBytes } = npy;
  const data = new Uint8Array(width * height);
  let value: Buffer | null = null;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = placeOf(npy, index, x, y);
      if (isZero(npy, at)) continue;
      const item = bytes.subarray(at, at + itemBytes);
      value ??= item;
      if (!item.equals(value)) throw severalValues(where);
      data[y * width + x] = 1;
    }
  }
  return { width, height, data };
}

/** The file's bytes with masks in the place of others (null: an empty one), in the values that the file has for a mask. */
export function withNpyMasks(npy: NpyMasks, masks: ReadonlyMap<number, Bitmap | null>): Buffer {
  const bytes = Buffer.from(npy.bytes);
  for (const [index, mask] of masks) {
    const one = setValue(npy, index);
    const zero = Buffer.alloc(npy.itemBytes);
    for (let y = 0; y < npy.height; y++) {
      for (let x = 0; x < npy.width; x++) {
        const at = placeOf(npy, index, x, y);
        const isSet = mask !== null && mask.data[y * npy.width + x] === 1;
        if (isSet === isZero(npy, at)) bytes.set(isSet ? one : zero, at);
      }
    }
  }
  return bytes;
}

const placeOf = ({ at, itemBytes }: NpyMasks, index: number, x: number, y: number): number =>
  at.data + (index * at.mask + y * at.row + x * at.column) * itemBytes;

/** All bits are zero, but for the sign of a floating zero. */
function isZero({ bytes, itemBytes, isFloat }: NpyMasks, at: number): boolean {
  for (let i = 0; i < itemBytes; i++) {
    const byte = bytes[at + i] as number;
    if (byte === 0) continue;
    if (!isFloat || byte !== 0x80 || (i !== 0 && i !== itemBytes - 1)) return false;
  }
  return true;
}

/** The bytes that this mask, or else another one of the file, has where it is set. An empty file's are those of one. */
function setValue(npy: NpyMasks, index: number): Buffer {
  const order = [index, ...Array.from({ length: npy.count }, (_, other) => other)];
  for (const one of order) {
    for (let y = 0; y < npy.height; y++) {
      for (let x = 0; x < npy.width; x++) {
        const at = placeOf(npy, one, x, y);
        if (!isZero(npy, at)) return npy.bytes.subarray(at, at + npy.itemBytes);
      }
    }
  }
  return oneOf(npy);
}

function oneOf({ itemBytes, isFloat, isBigEndian }: NpyMasks): Buffer {
  const item = Buffer.alloc(itemBytes);
  if (!isFloat) item[isBigEndian ? itemBytes - 1 : 0] = 1;
  else if (itemBytes === 8) item.writeDoubleBE(1);
  else if (itemBytes === 4) item.writeFloatBE(1);
  // Half precision: exponent 15, nothing after the point.
  else item.writeUInt16BE(0x3c00);
  return isFloat && !isBigEndian ? item.reverse() : item;
}

function readHeader(bytes: Buffer, where: string): Header {
  if (bytes.length < 12 || !bytes.subarray(0, 6).equals(MAGIC)) throw damaged("it is no NumPy file", where);
  const isLong = (bytes[6] ?? 1) > 1;
  const start = isLong ? 12 : 10;
  const data = start + (isLong ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const text = bytes.toString("latin1", start, data);
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (data > bytes.length || order === undefined || shape === undefined) throw damaged("its header is broken", where);
  // A list in the place of a name: fields of a record.
  if (descr === undefined) throw otherType("a record", where);
  const sides = shape
    .split(",")
    .map((side) => side.trim())
    .filter((side) => side !== "")
    .map(Number);
  return { descr, isFortran: order === "True", shape: sides, data };
}

/** Which axis counts masks (null: there is one mask) and which counts rows; columns are the one after the rows. */
function axesOf(
  shape: readonly number[],
  { width, height }: { readonly width: number; readonly height: number },
): { readonly mask: number | null; readonly row: number } | null {
  const isImage = (row: number) => shape[row] === height && shape[row + 1] === width;
  if (shape.length === 2 && isImage(0)) return { mask: null, row: 0 };
  if (shape.length === 3 && isImage(1)) return { mask: 0, row: 1 };
  if (shape.length === 3 && isImage(0)) return { mask: 2, row: 0 };
  return null;
}

/** How many elements lie between two neighbours of each axis. */
function stepsOf({ shape, isFortran }: Header): number[] {
  const steps = new Array<number>(shape.length).fill(1);
  const order = isFortran ? shape.map((_, axis) => axis) : shape.map((_, axis) => shape.length - 1 - axis);
  let step = 1;
  for (const axis of order) {
    steps[axis] = step;
    step *= shape[axis] ?? 1;
  }
  return steps;
}

function damaged(why: string, where: string): AppError {
  const message = `This array cannot be read: ${why}.`;
  return new AppError({ code: "image-damaged", message, where, cure: "Save it again with numpy.save." });
}

function otherType(descr: string, where: string): AppError {
  const message = `This array holds ${descr}, which is no mask.`;
  return new AppError({
    code: "unsupported",
    message,
    where,
    cure: "Save it as booleans: numpy.save(path, mask > 0).",
  });
}

function otherShape(
  shape: readonly number[],
  image: { readonly width: number; readonly height: number },
  where: string,
) {
  const { width, height } = image;
  const message = `It has the shape (${shape.join(", ")}), its image ${width} x ${height} pixels.`;
  const cure = `Save it as (${height}, ${width}), or as (N, ${height}, ${width}) for several masks.`;
  return new AppError({ code: "bad-input", message, where, cure });
}

function severalValues(where: string): AppError {
  const message = "It has several values besides zero, so that it cannot be told what is mask.";
  const cure = "Save one mask a file or a layer, cut off at your threshold; a label map as a PNG.";
  return new AppError({ code: "bad-input", message, where, cure });
}
