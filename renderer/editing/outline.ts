import { createBitmap, fillPolygon, type Rle } from "#core/masks";
import { combined } from "./combine.ts";
import type { Place, Size } from "./geometry.ts";
import { patchRle } from "./patch.ts";

/** A closed outline, of a polygon or a lasso, whose inside is added to the mask or taken from it. */
export interface Outline {
  readonly points: readonly Place[];
  readonly subtract: boolean;
}

/** The nearest place on the picture, within its last pixels: outlines end at the picture's edge. */
export function clampedTo({ x, y }: Place, { width, height }: Size): Place {
  // A hundredth of a pixel short of the edge is still in the last pixel.
  const clamp = (value: number, limit: number): number => Math.min(limit - 0.01, Math.max(0, value));
  return { x: clamp(x, width), y: clamp(y, height) };
}

/**
 * The mask after an outline was filled: the pixels that hold its points, those that the lines between them pass (8-
 * connected), and those inside by the even-odd rule, pixel for pixel as `fillPolygon` of core/masks fills it. Fewer than
 * three points change nothing. A mask of null is an empty one.
 */
export function withOutline(mask: Rle | null, size: Size, { points, subtract }: Outline): Rle | null {
  if (points.length < 3) return mask;
  const pixels = points.map((point) => {
    const { x, y } = clampedTo(point, size);
    return [Math.floor(x), Math.floor(y)] as const;
  });
  let [left, top, right, bottom] = [size.width, size.height, 0, 0];
  for (const [x, y] of pixels) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  const patch = createBitmap(right - left + 1, bottom - top + 1);
  const moved = pixels.map(([x, y]) => [x - left, y - top] as const);
  fillPolygon(patch, moved, 1);
  return combined(mask, patchRle(patch, { x: left, y: top }, size), subtract ? "difference" : "union");
}
