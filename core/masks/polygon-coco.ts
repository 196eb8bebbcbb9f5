import { AppError } from "#core/errors";
import { checkMaskSize } from "./bitmap.ts";
import type { Rle } from "./rle.ts";
import { uniteToggles } from "./rle-ops.ts";
import { type Toggles, togglesOfFlips } from "./toggles.ts";

/** maskApi.c traces the outline on a grid five times as fine. */
const SCALE = 5;
/** Five times a coordinate must fit a 32-bit integer, as in maskApi.c. */
const MAX_COORDINATE = 4e8;
/** Crossings of pixel columns that one set of polygons may have: 256 MB of memory and some seconds. */
const MAX_CROSSINGS = 2 ** 26;

function hostile(message: string, where: string): AppError {
  return new AppError({
    code: "bad-input",
    message,
    where,
    cure: "Correct the polygon's coordinates (x, y pairs in pixels), or leave the polygon out.",
  });
}

/** A polygon's points on the fine grid, closed: x, y pairs, the first again at the end. */
function finePoints(polygon: readonly number[], index: number): Int32Array {
  if (polygon.length % 2 !== 0) throw hostile("A polygon has an odd number of coordinates.", `polygon ${index + 1}`);
  const points = new Int32Array(polygon.length + 2);
  for (let i = 0; i < polygon.length; i++) {
    const value = polygon[i] as number;
    if (!(Math.abs(value) <= MAX_COORDINATE)) {
      throw hostile(`A polygon's coordinate is ${value}.`, `polygon ${index + 1}, coordinate ${i + 1}`);
    }
    points[i] = Math.trunc(SCALE * value + 0.5);
  }
  points[polygon.length] = points[0] as number;
  points[polygon.length + 1] = points[1] as number;
  return points;
}

/** First and last pixel column whose middle (between 5 n + 2 and 5 n + 3) an edge from xs to xe crosses. */
function firstColumn(low: number): number {
  return Math.max(0, Math.ceil((low - 2) / SCALE));
}
function lastColumn(high: number, width: number): number {
  return Math.min(width - 1, Math.floor((high - 3) / SCALE));
}

/** The pixel columns that an outline crosses (`right` before `left`: none), and how often it does so in all. */
interface Span {
  readonly left: number;
  readonly right: number;
  readonly crossings: number;
}

function spanOf(points: Int32Array, width: number): Span {
  let left = width;
  let right = -1;
  let crossings = 0;
  for (let i = 0; i + 3 < points.length; i += 2) {
    const a = points[i] as number;
    const b = points[i + 2] as number;
    const first = firstColumn(Math.min(a, b));
    const last = lastColumn(Math.max(a, b), width);
    if (first > last) continue;
    if (first < left) left = first;
    if (last > right) right = last;
    crossings += last - first + 1;
  }
  return { left, right, crossings };
}

/**
 * How many crossings each column of the span has, as running sums: `starts[n]` come before column left + n, and the last
 * entry is their number. Each edge is added by the ends of its range. Only the span's own columns take memory, because an
 * image can claim to be millions of pixels wide.
 */
function columnStarts(points: Int32Array, width: number, { left, right }: Span): Float64Array {
  const starts = new Float64Array(Math.max(0, right - left + 1) + 2);
  for (let i = 0; i + 3 < points.length; i += 2) {
    const a = points[i] as number;
    const b = points[i + 2] as number;
    const first = firstColumn(Math.min(a, b)) - left;
    const last = lastColumn(Math.max(a, b), width) - left;
    if (first > last) continue;
    starts[first + 1] = (starts[first + 1] as number) + 1;
    starts[last + 2] = (starts[last + 2] as number) - 1;
  }
  let here = 0;
  let before = 0;
  for (let n = 1; n < starts.length; n++) {
    here += starts[n] as number;
    before += here;
    starts[n] = before;
  }
  return starts;
}

/** The row at which a crossing at fine row v begins: maskApi.c's downsampling, clamped to the column. */
function rowOf(v: number, height: number): number {
  const y = (v + 0.5) / SCALE - 0.5;
  return y < 0 ? 0 : y > height ? height : Math.ceil(y);
}

/**
 * Crossings of one edge with the middles of pixel columns, as positions x * height + y. maskApi.c walks the fine grid
 * step by step and keeps one step in five; here only those are computed, by the same floating-point expressions. Each goes to its column's next
 * slot in `out`.
 */
function crossEdge(
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  width: number,
  height: number,
  left: number,
  slots: Float64Array,
  out: Uint32Array,
): void {
  const put = (n: number, row: number) => {
    const slot = slots[n - left] as number;
    out[slot] = n * height + row;
    slots[n - left] = slot + 1;
  };
  const dx = Math.abs(x1 - x0);
  const dy = Math.abs(y1 - y0);
  const first = firstColumn(Math.min(x0, x1));
  const last = lastColumn(Math.max(x0, x1), width);
  if (dx >= dy) {
    const xs = Math.min(x0, x1);
    const ys = x0 <= x1 ? y0 : y1;
    const slope = ((x0 <= x1 ? y1 : y0) - ys) / dx;
    for (let n = first; n <= last; n++) {
      const t = SCALE * n + 2 - xs;
      const v = Math.min(Math.trunc(ys + slope * t + 0.5), Math.trunc(ys + slope * (t + 1) + 0.5));
      put(n, rowOf(v, height));
    }
    return;
  }
  const ys = Math.min(y0, y1);
  const xs = y0 <= y1 ? x0 : x1;
  const slope = ((y0 <= y1 ? x1 : x0) - xs) / dy;
  for (let n = first; n <= last; n++) {
    const limit = SCALE * n + 3;
    // The first step t on the other side of the column's middle; the estimate is off by a step at most.
    let t = Math.ceil((limit - 0.5 - xs) / slope);
    if (slope > 0) {
      while (xs + slope * (t - 1) + 0.5 >= limit) t--;
      while (xs + slope * t + 0.5 < limit) t++;
    } else {
      while (xs + slope * (t - 1) + 0.5 < limit) t--;
      while (xs + slope * t + 0.5 >= limit) t++;
    }
    put(n, rowOf(ys + t - 1, height));
  }
}

function polygonToggles(points: Int32Array, width: number, height: number, span: Span): Toggles {
  const starts = columnStarts(points, width, span);
  const flips = new Uint32Array(span.crossings);
  let most = 0;
  for (let n = 0; n + 2 < starts.length; n++) most = Math.max(most, (starts[n + 1] as number) - (starts[n] as number));
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x0, y0, x1, y1] = [points[i], points[i + 1], points[i + 2], points[i + 3]] as [
      number,
      number,
      number,
      number,
    ];
    if (x0 !== x1) crossEdge(x0, y0, x1, y1, width, height, span.left, starts, flips);
  }
  return togglesOfFlips(most > 32 ? flips.sort() : sortNearly(flips), width * height);
}

/** Insertion: the columns are in order already, and a column has few crossings. */
function sortNearly(flips: Uint32Array): Uint32Array {
  for (let i = 1; i < flips.length; i++) {
    const value = flips[i] as number;
    let j = i - 1;
    for (; j >= 0 && (flips[j] as number) > value; j--) flips[j + 1] = flips[j] as number;
    flips[j + 1] = value;
  }
  return flips;
}

/**
 * Polygons, flat lists [x0, y0, x1, y1, ...] in pixels, to the union of their areas: byte-identical with
 * `pycocotools.mask.merge(frPyObjects(polygons, height, width))`. (pycocotools takes a list of 4 numbers for a box; here
 * it is a polygon of two points, which has no area.) No polygons give the empty mask. Coordinates may lie outside.
 * Throws `bad-input` for odd lists and for coordinates that are not finite or beyond 4e8, `too-large` for polygons whose
 * edges cross pixel columns more than 2^26 times.
 * Source: maskApi.c, rleFrPoly.
 */
export function polygonsToRle(polygons: readonly (readonly number[])[], height: number, width: number): Rle {
  checkMaskSize(width, height);
  const traced = polygons.map(finePoints);
  const spans = traced.map((points) => spanOf(points, width));
  const total = spans.reduce((sum, { crossings }) => sum + crossings, 0);
  if (total > MAX_CROSSINGS) {
    throw new AppError({
      code: "too-large",
      message: `The outlines of ${polygons.length} polygons cross pixel columns ${total} times.`,
      cure: "Simplify the polygons, or store the mask as RLE.",
    });
  }
  const parts = traced.map((points, i) => polygonToggles(points, width, height, spans[i] as Span));
  if (parts.length === 0) parts.push(Uint32Array.of(width * height));
  return uniteToggles(parts, [height, width]);
}
