import type { Scribble } from "#core/samples";

type Spot = Scribble["points"][number];

/** Length of a stroke along its corners, in pixels. */
export function strokeLength(corners: readonly Spot[]): number {
  return segmentsOf(corners).reduce((sum, { length }) => sum + length, 0);
}

/** `count` points at equal distances along a stroke, half a distance from its ends; its first corner if it has no length. */
export function spotsAlong(corners: readonly Spot[], count: number): Spot[] {
  const segments = segmentsOf(corners);
  const first = corners[0] as Spot;
  const total = strokeLength(corners);
  if (total === 0) return [{ x: first.x, y: first.y }];
  const spots: Spot[] = [];
  let passed = 0;
  for (const { from, to, length } of segments) {
    while (spots.length < count) {
      const along = ((spots.length + 0.5) / count) * total - passed;
      if (along > length) break;
      spots.push(between(from, to, along / length));
    }
    passed += length;
  }
  return spots;
}

/**
 * How many points each of several strokes gets: one at least, the rest of `room` by length, and never more than
 * `spacing` pixels of its length allow.
 */
export function shareSpots(lengths: readonly number[], room: number, spacing: number): number[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const spare = Math.max(0, room - lengths.length);
  return lengths.map((length) => {
    const share = total === 0 ? 0 : Math.floor((spare * length) / total);
    return Math.min(1 + share, Math.max(1, Math.round(length / spacing)));
  });
}

/**
 * The share of a stroke's length that lies in each cell of a grid of `cell` pixels, by (row-major) index; sums to 1.
 * A stroke without length lies in its first corner's cell.
 */
export function shareOfCells(
  corners: readonly Spot[],
  cell: { readonly width: number; readonly height: number },
  indexOf: (spot: Spot) => number,
): Map<number, number> {
  const total = strokeLength(corners);
  if (total === 0) return new Map([[indexOf(corners[0] as Spot), 1]]);
  const shares = new Map<number, number>();
  for (const { from, to, length } of segmentsOf(corners)) {
    // Cut where the segment crosses the grid's lines: each piece lies in one cell.
    const cuts = [0, ...crossings(from.x, to.x, cell.width), ...crossings(from.y, to.y, cell.height), 1];
    cuts.sort((a, b) => a - b);
    for (let k = 1; k < cuts.length; k++) {
      const [start, end] = [cuts[k - 1] as number, cuts[k] as number];
      if (end === start) continue;
      const index = indexOf(between(from, to, (start + end) / 2));
      shares.set(index, (shares.get(index) ?? 0) + ((end - start) * length) / total);
    }
  }
  return shares;
}

/** Positions 0..1 at which a way from `from` to `to` crosses multiples of `step`. */
function crossings(from: number, to: number, step: number): number[] {
  if (from === to) return [];
  const found: number[] = [];
  const last = Math.max(from, to);
  for (let line = Math.floor(Math.min(from, to) / step) + 1; line * step < last; line++) {
    found.push((line * step - from) / (to - from));
  }
  return found;
}

function segmentsOf(corners: readonly Spot[]) {
  return corners.slice(1).flatMap((to, index) => {
    const from = corners[index] as Spot;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    return length === 0 ? [] : [{ from, to, length }];
  });
}

function between(from: Spot, to: Spot, t: number): Spot {
  return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
}
