import type { Rle } from "#core/masks";
import { forEachSpan } from "./spans.ts";

/** Closed loops along pixel edges: `points` holds x, y pairs, loop i starts at pair `starts[i]`. */
export interface Contour {
  readonly points: Float32Array;
  readonly starts: Uint32Array;
}

/** Directed edges by their starting corner; a corner where two regions touch diagonally has two. */
type Edges = Map<number, number | number[]>;

/**
 * The outline of a mask at full resolution, straight from its runs. Every edge of a mask pixel against the
 * background is walked once with the mask on its right; straight pieces are joined.
 */
export function contourOf(rle: Rle): Contour {
  const stride = rle.size[1] + 1;
  const edges: Edges = new Map();
  const columns = columnsOf(rle);
  let before: readonly number[] = [];
  for (let x = 0; x <= rle.size[1]; x++) {
    const here = columns[x] ?? [];
    for (let i = 0; i < here.length; i += 2) {
      const top = (here[i] as number) * stride + x;
      const bottom = (here[i + 1] as number) * stride + x;
      addEdge(edges, top, top + 1);
      addEdge(edges, bottom + 1, bottom);
    }
    addVerticals(edges, before, here, x, stride);
    before = here;
  }
  return walk(edges, stride);
}

/** Per column the rows where the mask begins and ends, in turn. */
function columnsOf(rle: Rle): number[][] {
  const columns: number[][] = [];
  forEachSpan(rle, (x, y0, y1) => {
    const column = columns[x];
    if (column) column.push(y0, y1);
    else columns[x] = [y0, y1];
  });
  return columns;
}

/** Edges between two neighbouring columns: down where only the left one is mask, up where only the right one is. */
function addVerticals(
  edges: Edges,
  left: readonly number[],
  right: readonly number[],
  x: number,
  stride: number,
): void {
  let i = 0;
  let j = 0;
  let from = 0;
  while (i < left.length || j < right.length) {
    const y = Math.min(left[i] ?? Number.POSITIVE_INFINITY, right[j] ?? Number.POSITIVE_INFINITY);
    const inLeft = i % 2 === 1;
    const inRight = j % 2 === 1;
    if (y > from && inLeft !== inRight) {
      if (inLeft) addEdge(edges, from * stride + x, y * stride + x);
      else addEdge(edges, y * stride + x, from * stride + x);
    }
    if (left[i] === y) i++;
    if (right[j] === y) j++;
    from = y;
  }
}

function addEdge(edges: Edges, start: number, end: number): void {
  const present = edges.get(start);
  if (present === undefined) edges.set(start, end);
  else if (typeof present === "number") edges.set(start, [present, end]);
  else present.push(end);
}

function takeEdge(edges: Edges, start: number): number | undefined {
  const ends = edges.get(start);
  if (typeof ends === "number") {
    edges.delete(start);
    return ends;
  }
  const end = ends?.pop();
  if (ends?.length === 0) edges.delete(start);
  return end;
}

function walk(edges: Edges, stride: number): Contour {
  const points: number[] = [];
  const starts: number[] = [];
  for (const first of edges.keys()) {
    let corner: number | undefined = first;
    while (edges.has(first)) {
      starts.push(points.length / 2);
      corner = takeEdge(edges, first);
      pushCorner(points, starts, first, stride);
      while (corner !== undefined && corner !== first) {
        pushCorner(points, starts, corner, stride);
        corner = takeEdge(edges, corner);
      }
    }
  }
  return { points: Float32Array.from(points), starts: Uint32Array.from(starts) };
}

/** Appends a corner; one that lies between its neighbours on a straight line is replaced. */
function pushCorner(points: number[], starts: readonly number[], corner: number, stride: number): void {
  const x = corner % stride;
  const y = (corner - x) / stride;
  const n = points.length;
  const inLoop = n / 2 - (starts[starts.length - 1] as number);
  if (inLoop >= 2) {
    const straightDown = points[n - 2] === x && points[n - 4] === x;
    const straightAcross = points[n - 1] === y && points[n - 3] === y;
    if (straightDown || straightAcross) {
      points[n - 2] = x;
      points[n - 1] = y;
      return;
    }
  }
  points.push(x, y);
}
