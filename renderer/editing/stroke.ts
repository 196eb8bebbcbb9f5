import { type Bitmap, createBitmap, type Rle } from "#core/masks";
import { type Brush, seated } from "./brush.ts";
import { combined } from "./combine.ts";
import { onPicture, type Place, type Region, type Size, spanning } from "./geometry.ts";
import { patchRle } from "./patch.ts";
import { forEachSweptRow } from "./sweep.ts";

/** One movement of the brush, from the button's going down to its coming up. */
export interface Stroke {
  readonly brush: Brush;
  readonly erase: boolean;
  /** Where the pointer was, in order; at least one place. Between two the brush goes straight. */
  readonly points: readonly Place[];
}

/** Calls back for each piece of the way between neighbouring seats; the first seat is a piece by itself. */
function forEachPiece({ brush, points }: Stroke, visit: (from: Place, to: Place) => void): void {
  let before: Place | null = null;
  for (const point of points) {
    const seat = seated(point, brush.diameter);
    if (seat.x !== before?.x || seat.y !== before.y) visit(before ?? seat, seat);
    before = seat;
  }
}

/** The pixels that a stroke can touch on a picture of this size; null if it lies beside it. */
export function strokeRegion(stroke: Stroke, size: Size): Region | null {
  const reach = Math.ceil(stroke.brush.diameter / 2) + 1;
  let region: Region | null = null;
  for (const { x, y } of stroke.points) {
    const side = 2 * reach + 1;
    region = spanning(region, { x: Math.floor(x) - reach, y: Math.floor(y) - reach, width: side, height: side });
  }
  return region && onPicture(region, size);
}

/** Draws a stroke's pixels into a bitmap that shows the picture from (left, top) on. */
function draw(bitmap: Bitmap, left: number, top: number, stroke: Stroke, value: 0 | 1): void {
  const { width, height, data } = bitmap;
  forEachPiece(stroke, (from, to) =>
    forEachSweptRow(from, to, stroke.brush, (y, x0, x1) => {
      if (y < top || y >= top + height) return;
      const row = (y - top) * width;
      const [start, end] = [Math.max(0, x0 - left), Math.min(width, x1 - left + 1)];
      if (start < end) data.fill(value, row + start, row + end);
    }),
  );
}

/**
 * Draws a stroke into a mask, in place: sets (or, erasing, clears) the pixels whose middles the brush passes over, its
 * edge included. Answers a region outside of which nothing changed; null if the stroke lies beside the picture.
 */
export function paintStroke(bitmap: Bitmap, stroke: Stroke): Region | null {
  draw(bitmap, 0, 0, stroke, stroke.erase ? 0 : 1);
  return strokeRegion(stroke, bitmap);
}

/**
 * The mask after a stroke. Works on the runs and on a bitmap of the stroke's own region alone, so that the end of a
 * stroke costs no more than the stroke is large. A mask of null is an empty one.
 */
export function withStroke(mask: Rle | null, size: Size, stroke: Stroke): Rle | null {
  const region = strokeRegion(stroke, size);
  if (!region) return mask;
  const patch = createBitmap(region.width, region.height);
  draw(patch, region.x, region.y, stroke, 1);
  return combined(mask, patchRle(patch, region, size), stroke.erase ? "difference" : "union");
}
