import { type BBox, type Bitmap, checkMaskSize, createBitmap, differentSizes } from "./bitmap.ts";
import { countsToToggles, malformedRle, togglesToCounts, togglesToRuns } from "./counts.ts";
import { bitmapToToggles, drawToggles } from "./scan.ts";
import { Scratch } from "./scratch.ts";
import { sharedArea, type Toggles, toggledArea } from "./toggles.ts";

/**
 * COCO run-length encoding, compressed: `size` is [height, width], `counts` the string that
 * pycocotools writes (column-major runs, alternating background and mask, starting with background).
 */
export interface Rle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

const unpacked = [0, 1].map(() => new Scratch((size) => new Uint32Array(size)));

/**
 * Toggles of an RLE, checked against its size, in memory that is shared between calls: they last until the next call with
 * the same `place`. Copy what must last longer, and don't change it.
 */
export function rleToggles(rle: Rle, place: 0 | 1 = 0): Toggles {
  const room = (unpacked[place] as Scratch<Uint32Array>).take(roomFor(rle));
  return room.subarray(0, unpackRle(rle, room, 0));
}

/** Entries that unpacking an RLE may take. Throws `bad-input` for counts that are no text. */
export function roomFor(rle: Rle): number {
  if (typeof rle.counts !== "string") throw malformedRle("its counts are not a string");
  return rle.counts.length + 1;
}

/** Toggles of an RLE, checked against its size, into `out` from `start`; answers where they end. */
export function unpackRle(rle: Rle, out: Uint32Array, start: number): number {
  const [height, width] = rle.size;
  checkMaskSize(width, height);
  const end = countsToToggles(rle.counts, out, start);
  const covered = out[end - 1];
  if (covered !== width * height) throw malformedRle(`its runs cover ${covered} of its ${width * height} pixels`);
  return end;
}

export function togglesRle(toggles: Toggles, size: Rle["size"]): Rle {
  return { size: [size[0], size[1]], counts: togglesToCounts(toggles, 0, toggles.length) };
}

export function checkSameRleSize(a: Pick<Rle, "size">, b: Pick<Rle, "size">): void {
  if (a.size[0] !== b.size[0] || a.size[1] !== b.size[1]) throw differentSizes(a.size, b.size);
}

/** Throws `bad-input` (or `too-large`) unless the runs are well formed and fill the size exactly. */
export function validateRle(rle: Rle): void {
  rleToggles(rle);
}

/** Column-major run lengths of a bitmap, starting with background. */
export function bitmapToRuns(bitmap: Bitmap): Uint32Array {
  return togglesToRuns(bitmapToToggles(bitmap));
}

/** Bitmap to compressed COCO RLE, byte-identical with `pycocotools.mask.encode`. */
export function encodeRle(bitmap: Bitmap): Rle {
  return togglesRle(bitmapToToggles(bitmap), [bitmap.height, bitmap.width]);
}

/** Compressed COCO RLE to bitmap. Throws `bad-input` if the runs don't fill the size exactly. */
export function decodeRle(rle: Rle): Bitmap {
  const toggles = rleToggles(rle);
  const bitmap = createBitmap(rle.size[1], rle.size[0]);
  drawToggles(toggles, bitmap);
  return bitmap;
}

/** Number of pixels set, without decoding to a bitmap. */
export function rleArea(rle: Rle): number {
  return toggledArea(rleToggles(rle));
}

/** Tight box of the pixels set, without decoding; `[0, 0, 0, 0]` for an empty mask. */
export function rleBBox(rle: Rle): BBox {
  return toggledBBox(rleToggles(rle), rle.size[0]);
}

export function toggledBBox(toggles: Toggles, height: number): BBox {
  let left = Number.POSITIVE_INFINITY;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let i = 0; i + 1 < toggles.length; i += 2) {
    const start = toggles[i] as number;
    const end = (toggles[i + 1] as number) - 1;
    if (end < start) continue;
    const firstColumn = Math.floor(start / height);
    const lastColumn = Math.floor(end / height);
    if (firstColumn < left) left = firstColumn;
    if (lastColumn > right) right = lastColumn;
    // A stretch over a column's edge touches both the bottom and the top row.
    const y0 = firstColumn === lastColumn ? start - firstColumn * height : 0;
    const y1 = firstColumn === lastColumn ? end - lastColumn * height : height - 1;
    if (y0 < top) top = y0;
    if (y1 > bottom) bottom = y1;
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}

/**
 * Intersection over union of two RLEs of one size, in 0..1; two empty masks give 0, as pycocotools answers.
 * Throws `bad-input` if the sizes differ.
 */
export function rleIou(a: Rle, b: Rle): number {
  checkSameRleSize(a, b);
  const togglesA = rleToggles(a);
  const togglesB = rleToggles(b, 1);
  const shared = sharedArea(togglesA, togglesB);
  return shared === 0 ? 0 : shared / (toggledArea(togglesA) + toggledArea(togglesB) - shared);
}
