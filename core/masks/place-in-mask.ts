import { countsToRuns } from "./counts.ts";
import type { Rle } from "./rle.ts";

export interface PlaceInMask {
  readonly inside: boolean;
  /** Pixels to the nearest pixel of the other kind, by its nearest edge; null where there is none. */
  readonly distance: number | null;
}

/**
 * How a place (in pixels, origin at the top left, the pixel (c, r) covering [c, c + 1) x [r, r + 1)) lies to a mask. Goes
 * through the runs, without a bitmap. A place outside the picture is outside the mask. Throws `bad-input` for malformed
 * counts.
 */
export function placeInMask(rle: Rle, x: number, y: number): PlaceInMask {
  const [height, width] = rle.size;
  const runs = countsToRuns(rle.counts);
  const inside = isSet(runs, rle.size, Math.floor(x), Math.floor(y));
  let best = Number.POSITIVE_INFINITY;
  let start = 0;
  for (let i = 0; i < runs.length; i++) {
    const length = runs[i] as number;
    const isMask = i % 2 === 1;
    if (isMask !== inside && length > 0) best = Math.min(best, squaredToRun(start, length, height, x, y));
    start += length;
  }
  // What the counts leave open at the end is background.
  const left = width * height - start;
  if (inside && left > 0) best = Math.min(best, squaredToRun(start, left, height, x, y));
  return { inside, distance: Number.isFinite(best) ? Math.sqrt(best) : null };
}

function isSet(runs: ArrayLike<number>, [height, width]: Rle["size"], column: number, row: number): boolean {
  if (column < 0 || row < 0 || column >= width || row >= height) return false;
  const at = column * height + row;
  let end = 0;
  for (let i = 0; i < runs.length; i++) {
    end += runs[i] as number;
    if (at < end) return i % 2 === 1;
  }
  return false;
}

/** From a place to the nearest pixel of a run that goes down the columns, squared. */
function squaredToRun(start: number, length: number, height: number, x: number, y: number): number {
  const first = Math.floor(start / height);
  const last = Math.floor((start + length - 1) / height);
  let best = Number.POSITIVE_INFINITY;
  for (let column = first; column <= last; column++) {
    const top = column === first ? start - first * height : 0;
    const bottom = column === last ? start + length - last * height : height;
    const dx = gap(x, column, column + 1);
    const dy = gap(y, top, bottom);
    best = Math.min(best, dx * dx + dy * dy);
  }
  return best;
}

/** From a coordinate to an interval. */
const gap = (at: number, from: number, to: number): number => Math.max(0, from - at, at - to);
