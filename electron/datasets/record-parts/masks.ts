import { createBitmap, encodeRle, mergeRles, type Rle, runsToCounts } from "#core/masks";
import type { PictureSize } from "#electron/datasets/reading";
import { REASONS } from "#electron/datasets/reading";
import { RecordProblem } from "./notes.ts";

/** A mask that sets nothing. */
export function emptyRle({ width, height }: PictureSize): Rle {
  return { size: [height, width], counts: runsToCounts([width * height]) };
}

/** All pixels that one of the masks sets; an empty mask for none of them. */
export function unionOf(rles: readonly Rle[], size: PictureSize): Rle {
  return rles.length === 0 ? emptyRle(size) : mergeRles(rles, "union");
}

/** Pixels whose middle lies in a box [x, y, width, height]; parts outside the picture are cut off. */
export function boxRle([x, y, w, h]: readonly [number, number, number, number], size: PictureSize): Rle {
  const bitmap = createBitmap(size.width, size.height);
  const left = Math.max(0, Math.ceil(x - 0.5));
  const right = Math.min(size.width, Math.ceil(x + w - 0.5));
  const bottom = Math.min(size.height, Math.ceil(y + h - 0.5));
  for (let row = Math.max(0, Math.ceil(y - 0.5)); row < bottom; row++) {
    if (left < right) bitmap.data.fill(1, row * size.width + left, row * size.width + right);
  }
  return encodeRle(bitmap);
}

/**
 * Run lengths along the rows, in text with commas, starting with background: `3,2,...`.
 * Throws RecordProblem unless they are whole numbers that fill the picture exactly.
 */
export function rowRunsRle(text: string, { width, height }: PictureSize, path: string): Rle {
  const bitmap = createBitmap(width, height);
  let at = 0;
  let value = 0;
  for (const part of text.split(",")) {
    const run = /^\s*\d{1,9}\s*$/.test(part) ? Number(part) : -1;
    if (run < 0) throw broken(`"${part.slice(0, 30)}" is no run length.`, path);
    if (at + run > bitmap.data.length) break;
    if (value === 1) bitmap.data.fill(1, at, at + run);
    at += run;
    value = 1 - value;
  }
  if (at === bitmap.data.length && rowRunsTotal(text) === at) return encodeRle(bitmap);
  throw broken(`Its runs cover ${rowRunsTotal(text)} pixels, the picture has ${width} x ${height}.`, path);
}

/** How many pixels the runs cover. */
export function rowRunsTotal(text: string): number {
  return text.split(",").reduce((sum, part) => sum + Number(part), 0);
}

const broken = (message: string, path: string) => new RecordProblem(REASONS.maskDamaged, message, path);
