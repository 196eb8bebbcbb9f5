import { type Bitmap, createBitmap } from "./bitmap.ts";
import { drawPolygonOutline, fillPolygon, type Point } from "./polygon-fill.ts";

/** A shape of a LISA (labelme) file. */
export interface LabelledShape {
  readonly label: string;
  readonly points: readonly Point[];
}

const TARGET = 1;
const IGNORE = 255;

/** Draws a shape as LISA does: the outline, then the filled polygon. */
export function drawLisaPolygon(bitmap: Bitmap, points: readonly Point[], value: number): void {
  if (points.length === 0) return;
  drawPolygonOutline(bitmap, points, value);
  fillPolygon(bitmap, points, value);
}

/** Rows and columns that a polygon can touch; right and bottom exclusive. Null if none. */
function boundsOf(points: readonly Point[], { width, height }: Bitmap) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const [x, y] of points) {
    left = Math.min(left, Math.trunc(x));
    right = Math.max(right, Math.trunc(x) + 1);
    top = Math.min(top, Math.trunc(y));
    bottom = Math.max(bottom, Math.trunc(y) + 1);
  }
  [left, top, right, bottom] = [Math.max(0, left), Math.max(0, top), Math.min(width, right), Math.min(height, bottom)];
  return left < right && top < bottom ? { left, top, right, bottom } : null;
}

/** Area of a shape's filled polygon and outline inside the image; `scratch` is empty before and after. */
function drawnArea(scratch: Bitmap, points: readonly Point[]): number {
  drawLisaPolygon(scratch, points, 1);
  const bounds = boundsOf(points, scratch);
  let area = 0;
  if (bounds === null) return area;
  for (let y = bounds.top; y < bounds.bottom; y++) {
    const row = scratch.data.subarray(y * scratch.width + bounds.left, y * scratch.width + bounds.right);
    for (let i = 0; i < row.length; i++) area += row[i] as number;
    row.fill(0);
  }
  return area;
}

/**
 * The masks of a LISA (ReasonSeg) file: `target` and `ignore`, which share no pixel. Shapes labelled "flag" in any case
 * are skipped; the others are drawn by descending area (of equal areas the later one of the file first), later ones over
 * earlier ones; "ignore" anywhere in a label, in any case, makes the shape an ignored region. Fractions of coordinates
 * are cut off. A shape without points draws nothing.
 * Throws `bad-input` for coordinates that are not finite or beyond 2^28, `too-large` for hostile sizes.
 * Source: LISA utils/data_processing.py, get_mask_from_json.
 */
export function lisaMasks(
  shapes: readonly LabelledShape[],
  width: number,
  height: number,
): { target: Bitmap; ignore: Bitmap } {
  const canvas = createBitmap(width, height);
  const scratch = createBitmap(width, height);
  const drawn = shapes
    .filter((shape) => shape.label.toLowerCase() !== "flag")
    .map((shape, index) => ({ shape, index, area: drawnArea(scratch, shape.points) }))
    .sort((a, b) => b.area - a.area || b.index - a.index);
  for (const { shape } of drawn) {
    drawLisaPolygon(canvas, shape.points, shape.label.toLowerCase().includes("ignore") ? IGNORE : TARGET);
  }
  // Both bitmaps are at hand and no longer needed for drawing: they become the result.
  for (let i = 0; i < canvas.data.length; i++) {
    if (canvas.data[i] === IGNORE) {
      canvas.data[i] = 0;
      scratch.data[i] = 1;
    }
  }
  return { target: canvas, ignore: scratch };
}
