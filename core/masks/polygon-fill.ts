import { AppError } from "#core/errors";
import type { Bitmap } from "./bitmap.ts";

/** x, y in pixels. */
export type Point = readonly [x: number, y: number];

/** Beyond this OpenCV's own 16.16 arithmetic runs over; no image is near. */
const MAX_COORDINATE = 2 ** 28;
/** Rows that the edges of one polygon may cross, together: some seconds. */
const MAX_STEPS = 2 ** 28;
/** OpenCV's fixed point: 16 bits of fraction. */
const ONE = 65536;

/** Points as OpenCV sees them: whole numbers, fractions cut off towards zero (numpy's cast to int32). */
export function wholePoints(points: readonly Point[]): Int32Array {
  const whole = new Int32Array(points.length * 2);
  for (let i = 0; i < points.length; i++) {
    const [x, y] = points[i] as Point;
    if (!(Math.abs(x) <= MAX_COORDINATE && Math.abs(y) <= MAX_COORDINATE)) {
      throw new AppError({
        code: "bad-input",
        message: `A polygon has a point at ${x}, ${y}.`,
        where: `point ${i + 1}`,
        cure: "Correct the point's coordinates (pixels), or leave the polygon out.",
      });
    }
    whole[2 * i] = x;
    whole[2 * i + 1] = y;
  }
  return whole;
}

/** A line's ends, changed in place by clipping: x0, y0, x1, y1. */
type Line = [x0: number, y0: number, x1: number, y1: number];

function outcode(x: number, y: number, right: number, bottom: number): number {
  return (x < 0 ? 1 : x > right ? 2 : 0) | (y < 0 ? 4 : y > bottom ? 8 : 0);
}

/**
 * Clips a line to the image as cv2.clipLine does (fractions cut off, one end after the other, so that the result hangs
 * on the order); false if nothing is left, and then the ends may have moved nevertheless.
 */
function clipLine(line: Line, right: number, bottom: number): boolean {
  let c0 = outcode(line[0], line[1], right, bottom);
  let c1 = outcode(line[2], line[3], right, bottom);
  if ((c0 & c1) !== 0 || (c0 | c1) === 0) return (c0 | c1) === 0;
  if (c0 & 12) {
    const y = c0 < 8 ? 0 : bottom;
    line[0] += Math.trunc(((y - line[1]) * (line[2] - line[0])) / (line[3] - line[1]));
    line[1] = y;
    c0 = outcode(line[0], y, right, bottom);
  }
  if (c1 & 12) {
    const y = c1 < 8 ? 0 : bottom;
    line[2] += Math.trunc(((y - line[3]) * (line[2] - line[0])) / (line[3] - line[1]));
    line[3] = y;
    c1 = outcode(line[2], y, right, bottom);
  }
  if ((c0 & c1) !== 0 || (c0 | c1) === 0) return (c0 | c1) === 0;
  if (c0) {
    const x = c0 === 1 ? 0 : right;
    line[1] += Math.trunc(((x - line[0]) * (line[3] - line[1])) / (line[2] - line[0]));
    line[0] = x;
  }
  if (c1) {
    const x = c1 === 1 ? 0 : right;
    line[3] += Math.trunc(((x - line[2]) * (line[3] - line[1])) / (line[2] - line[0]));
    line[2] = x;
  }
  return true;
}

/** One 8-connected line, drawn from its left end (cv2.line with thickness 1): Bresenham's error term decides each step. */
function drawLine({ width, height, data }: Bitmap, line: Line, value: number): void {
  if (!clipLine(line, width - 1, height - 1)) return;
  const [x0, y0, x1, y1] = line[0] <= line[2] ? line : [line[2], line[3], line[0], line[1]];
  const dx = x1 - x0;
  const dy = Math.abs(y1 - y0);
  const down = y1 < y0 ? -width : width;
  const steep = dy > dx;
  const long = steep ? dy : dx;
  const short = steep ? dx : dy;
  const always = steep ? down : 1;
  const sometimes = steep ? 1 : down;
  let error = long - 2 * short;
  let at = y0 * width + x0;
  for (let i = 0; i <= long; i++) {
    data[at] = value;
    at += always;
    if (error < 0) {
      error += 2 * long;
      at += sometimes;
    }
    error -= 2 * short;
  }
}

/**
 * The closed outline, 1 px wide: pixel for pixel `cv2.polylines(image, [points], True, value, 1)`. Fractions are cut
 * off; points may lie outside. Throws `bad-input` for coordinates that are not finite or beyond 2^28.
 */
export function drawPolygonOutline(bitmap: Bitmap, points: readonly Point[], value: number): void {
  const whole = wholePoints(points);
  checkSteps(whole, bitmap);
  outline(bitmap, whole, value);
}

function outline(bitmap: Bitmap, whole: Int32Array, value: number): void {
  forEachEdge(whole, (x0, y0, x1, y1) => drawLine(bitmap, [x0, y0, x1, y1], value));
}

/** Edges in OpenCV's order: the closing one first. */
function forEachEdge(whole: Int32Array, visit: (x0: number, y0: number, x1: number, y1: number) => void): void {
  const n = whole.length;
  if (n === 0) return;
  let x0 = whole[n - 2] as number;
  let y0 = whole[n - 1] as number;
  for (let i = 0; i < n; i += 2) {
    const x1 = whole[i] as number;
    const y1 = whole[i + 1] as number;
    visit(x0, y0, x1, y1);
    x0 = x1;
    y0 = y1;
  }
}

/** Refuses outlines that would take minutes: millions of points, each at the other end of the image. */
function checkSteps(whole: Int32Array, { width, height }: Bitmap): void {
  let steps = 0;
  forEachEdge(whole, (x0, y0, x1, y1) => {
    steps += Math.min(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)), Math.max(width, height)) + 1;
  });
  if (steps > MAX_STEPS) {
    throw new AppError({
      code: "too-large",
      message: `A polygon's outline is ${steps} pixels long.`,
      cure: "Simplify the polygon, or store the mask as RLE.",
    });
  }
}

/** An edge from row `top` (inclusive) to row `bottom` (exclusive); x in 16.16 at row `top`, dx a row. */
interface Edge {
  readonly top: number;
  readonly bottom: number;
  readonly x: number;
  readonly dx: number;
}

/**
 * The edge between two points as OpenCV (4.5 and later) makes it: with both ends inside, from pixel middles; with one
 * outside, through the ends of the clipped line. Source: imgproc/src/drawing.cpp, CollectPolyEdges.
 */
function edgeBetween(x0: number, y0: number, x1: number, y1: number, right: number, bottom: number): Edge {
  let [ax, ay, bx, by] = [x0 * ONE, y0, x1 * ONE, y1];
  if ((outcode(x0, y0, right, bottom) | outcode(x1, y1, right, bottom)) === 0) {
    ax += ONE / 2;
    bx += ONE / 2;
  } else {
    const line: Line = [x0, y0, x1, y1];
    clipLine(line, right, bottom);
    if (line[1] !== line[3]) [ax, ay, bx, by] = [line[0] * ONE, line[1], line[2] * ONE, line[3]];
  }
  const dx = Math.trunc((bx - ax) / (by - ay));
  return y0 < y1
    ? { top: y0, bottom: y1, x: ax + (y0 - ay) * dx, dx }
    : { top: y1, bottom: y0, x: bx + (y1 - by) * dx, dx };
}

/**
 * Fills a polygon, its outline included: pixel for pixel `cv2.fillPoly(image, [points], value)` of OpenCV 4.8.
 * Self-intersections follow the even-odd rule. Fractions are cut off; points may lie outside; one or two points draw a
 * pixel or a line. Throws `bad-input` for coordinates that are not finite or beyond 2^28, `too-large` for outlines
 * that are longer than 2^28 pixels.
 */
export function fillPolygon(bitmap: Bitmap, points: readonly Point[], value: number): void {
  const whole = wholePoints(points);
  checkSteps(whole, bitmap);
  fillWhole(bitmap, whole, value);
}

export function fillWhole(bitmap: Bitmap, whole: Int32Array, value: number): void {
  outline(bitmap, whole, value);
  const edges: Edge[] = [];
  forEachEdge(whole, (x0, y0, x1, y1) => {
    if (y0 === y1 || Math.max(y0, y1) <= 0 || Math.min(y0, y1) >= bitmap.height) return;
    edges.push(edgeBetween(x0, y0, x1, y1, bitmap.width - 1, bitmap.height - 1));
  });
  edges.sort((a, b) => a.top - b.top);
  scanEdges(bitmap, edges, value);
}

/** Row by row: the edges that cross it, sorted by x, are paired; between the two of a pair all is filled. */
function scanEdges({ width, height, data }: Bitmap, edges: readonly Edge[], value: number): void {
  let active: Edge[] = [];
  let crossings = new Float64Array(64);
  let next = 0;
  let y = Math.max(0, edges[0]?.top ?? height);
  for (; y < height && (active.length > 0 || next < edges.length); y++) {
    active = active.filter((edge) => edge.bottom > y);
    for (; next < edges.length && (edges[next] as Edge).top <= y; next++) {
      const edge = edges[next] as Edge;
      if (edge.bottom > y) active.push(edge);
    }
    if (crossings.length < active.length) crossings = new Float64Array(active.length * 2);
    for (let i = 0; i < active.length; i++) {
      const edge = active[i] as Edge;
      crossings[i] = edge.x + (y - edge.top) * edge.dx;
    }
    const sorted = sortFirst(crossings, active.length);
    for (let i = 0; i + 1 < active.length; i += 2) {
      const from = Math.max(0, Math.floor((sorted[i] as number) / ONE));
      const to = Math.min(width - 1, Math.floor((sorted[i + 1] as number) / ONE));
      if (from <= to) data.fill(value, y * width + from, y * width + to + 1);
    }
  }
}

/** Sorts the first n numbers; few of them by insertion, which is what most rows have. */
function sortFirst(numbers: Float64Array, n: number): Float64Array {
  if (n > 24) return numbers.subarray(0, n).sort();
  for (let i = 1; i < n; i++) {
    const value = numbers[i] as number;
    let j = i - 1;
    for (; j >= 0 && (numbers[j] as number) > value; j--) numbers[j + 1] = numbers[j] as number;
    numbers[j + 1] = value;
  }
  return numbers;
}
