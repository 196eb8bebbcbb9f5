import type { MaskAsset } from "#renderer/raster";

type Outline = Pick<MaskAsset, "points" | "starts">;

/**
 * The loops of an outline that are at least so wide or so high, in pixels of the image, by their places. SAM's semantic
 * masks can have thousands of specks, among which nothing else is seen.
 */
export function loopsFrom({ points, starts }: Outline, least: number): number[] {
  const loops = Array.from(starts.keys());
  return least <= 0 ? loops : loops.filter((loop) => sideOf({ points, starts }, loop) >= least);
}

function sideOf({ points, starts }: Outline, loop: number): number {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = starts[loop] as number; i < (starts[loop + 1] ?? points.length / 2); i++) {
    const [x, y] = [points[2 * i] as number, points[2 * i + 1] as number];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return Math.max(right - left, bottom - top);
}

/** What is that small on the screen, in pixels of the image, in steps of two, so that a little zooming changes nothing. */
export const leastSide = (cssPixels: number, scale: number): number =>
  cssPixels <= 0 ? 0 : 2 ** Math.floor(Math.log2(cssPixels / scale));

/** A mask's outline, holes and all, in pixels of the image. */
export function pathOf(outline: Outline, least = 0): Path2D {
  const { points, starts } = outline;
  const path = new Path2D();
  for (const loop of loopsFrom(outline, least)) {
    const first = starts[loop] as number;
    const end = starts[loop + 1] ?? points.length / 2;
    path.moveTo(points[2 * first] as number, points[2 * first + 1] as number);
    for (let i = first + 1; i < end; i++) path.lineTo(points[2 * i] as number, points[2 * i + 1] as number);
    path.closePath();
  }
  return path;
}
