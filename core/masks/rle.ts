import { AppError } from "#core/errors";
import { type BBox, type Bitmap, createBitmap } from "./bitmap.ts";

/**
 * COCO run-length encoding, compressed: `size` is [height, width], `counts` the string that
 * pycocotools writes (column-major runs, alternating background and mask, starting with background).
 */
export interface Rle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

const FIRST_CHAR = 48;

/** Column-major run lengths of a bitmap, starting with background. */
export function bitmapToRuns(bitmap: Bitmap): number[] {
  const { width, height, data } = bitmap;
  const runs: number[] = [];
  let current = 0;
  let length = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0, i = x; y < height; y++, i += width) {
      if (data[i] === current) {
        length++;
      } else {
        runs.push(length);
        current = 1 - current;
        length = 1;
      }
    }
  }
  runs.push(length);
  return runs;
}

/** Packs run lengths as COCO does: from the third run on the difference to the run two before, 5 bits a character. */
export function runsToCounts(runs: readonly number[]): string {
  const chars: string[] = [];
  for (let i = 0; i < runs.length; i++) {
    let value = (runs[i] as number) - (i > 2 ? (runs[i - 2] as number) : 0);
    let more = true;
    while (more) {
      let bits = value & 0x1f;
      value >>= 5;
      more = bits & 0x10 ? value !== -1 : value !== 0;
      if (more) bits |= 0x20;
      chars.push(String.fromCharCode(bits + FIRST_CHAR));
    }
  }
  return chars.join("");
}

/** Unpacks a COCO counts string. Throws `bad-input` for characters or lengths that no encoder writes. */
export function countsToRuns(counts: string): number[] {
  const runs: number[] = [];
  let position = 0;
  while (position < counts.length) {
    let value = 0;
    let shift = 0;
    let more = true;
    while (more) {
      const bits = counts.charCodeAt(position) - FIRST_CHAR;
      if (!(bits >= 0 && bits < 64) || shift > 30) throw malformed(`character ${position + 1} of its counts`);
      value |= (bits & 0x1f) << shift;
      more = (bits & 0x20) !== 0;
      position++;
      shift += 5;
      if (!more && bits & 0x10 && shift < 32) value |= -1 << shift;
    }
    if (runs.length > 2) value += runs[runs.length - 2] as number;
    if (value < 0) throw malformed(`run ${runs.length + 1} is negative`);
    runs.push(value);
  }
  return runs;
}

function malformed(where: string): AppError {
  return new AppError({
    code: "bad-input",
    message: "This mask is not a valid COCO run-length encoding.",
    where,
    cure: "Export the mask again with pycocotools or Rea2Seg Studio.",
  });
}

/** Run lengths of an RLE, checked against its size. */
function checkedRuns(rle: Rle): number[] {
  const runs = countsToRuns(rle.counts);
  const total = runs.reduce((sum, run) => sum + run, 0);
  const pixels = rle.size[0] * rle.size[1];
  if (total !== pixels) throw malformed(`its runs cover ${total} pixels, its size has ${pixels}`);
  return runs;
}

/** Bitmap to compressed COCO RLE, byte-identical with `pycocotools.mask.encode`. */
export function encodeRle(bitmap: Bitmap): Rle {
  return { size: [bitmap.height, bitmap.width], counts: runsToCounts(bitmapToRuns(bitmap)) };
}

/** Compressed COCO RLE to bitmap. Throws `bad-input` if the runs don't fill the size exactly. */
export function decodeRle(rle: Rle): Bitmap {
  const [height, width] = rle.size;
  const bitmap = createBitmap(width, height);
  const runs = checkedRuns(rle);
  let x = 0;
  let y = 0;
  for (let i = 0; i < runs.length; i++) {
    let left = runs[i] as number;
    while (left > 0) {
      const step = Math.min(left, height - y);
      if (i % 2 === 1) {
        for (let k = 0, at = y * width + x; k < step; k++, at += width) bitmap.data[at] = 1;
      }
      left -= step;
      y += step;
      if (y === height) {
        y = 0;
        x++;
      }
    }
  }
  return bitmap;
}

/** Number of pixels set, without decoding to a bitmap. */
export function rleArea(rle: Rle): number {
  let area = 0;
  const runs = checkedRuns(rle);
  for (let i = 1; i < runs.length; i += 2) area += runs[i] as number;
  return area;
}

/** Tight box of the pixels set, without decoding; `[0, 0, 0, 0]` for an empty mask. */
export function rleBBox(rle: Rle): BBox {
  const height = rle.size[0];
  const runs = checkedRuns(rle);
  let left = Number.POSITIVE_INFINITY;
  let right = -1;
  let top = height;
  let bottom = -1;
  let start = 0;
  for (let i = 0; i < runs.length; i++) {
    const length = runs[i] as number;
    if (i % 2 === 1 && length > 0) {
      const end = start + length - 1;
      const firstColumn = Math.floor(start / height);
      const lastColumn = Math.floor(end / height);
      left = Math.min(left, firstColumn);
      right = Math.max(right, lastColumn);
      // A run over a column's edge touches both the bottom and the top row.
      top = Math.min(top, firstColumn === lastColumn ? start % height : 0);
      bottom = Math.max(bottom, firstColumn === lastColumn ? end % height : height - 1);
    }
    start += length;
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}

/**
 * Intersection over union of two RLEs of one size, in 0..1; two empty masks give 0, as pycocotools answers.
 * Throws `bad-input` if the sizes differ.
 */
export function rleIou(a: Rle, b: Rle): number {
  if (a.size[0] !== b.size[0] || a.size[1] !== b.size[1]) {
    throw new AppError({
      code: "bad-input",
      message: `Masks of ${a.size[1]} x ${a.size[0]} and ${b.size[1]} x ${b.size[0]} pixels cannot be compared.`,
      cure: "Compare masks of the same image only.",
    });
  }
  const runsA = checkedRuns(a);
  const runsB = checkedRuns(b);
  let intersection = 0;
  let union = 0;
  let i = 0;
  let j = 0;
  let leftA = runsA[0] ?? 0;
  let leftB = runsB[0] ?? 0;
  while (i < runsA.length && j < runsB.length) {
    const step = Math.min(leftA, leftB);
    const inA = i % 2 === 1;
    const inB = j % 2 === 1;
    if (inA && inB) intersection += step;
    if (inA || inB) union += step;
    leftA -= step;
    leftB -= step;
    if (leftA === 0) leftA = runsA[++i] ?? 0;
    if (leftB === 0) leftB = runsB[++j] ?? 0;
  }
  return union === 0 ? 0 : intersection / union;
}
