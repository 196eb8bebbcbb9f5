import type { Brush } from "./brush.ts";
import type { Place } from "./geometry.ts";

/**
 * The shape that a brush sweeps on its way between two seats, in half pixels: there seats and pixel middles are whole
 * numbers, so that whether a middle lies inside is decided without rounding on any picture up to 4096 x 4096.
 */
interface Sweep {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  readonly dx: number;
  readonly dy: number;
  /** Half the brush's diameter. */
  readonly radius: number;
}

function sweepOf(from: Place, to: Place, diameter: number): Sweep {
  const [ax, ay, bx, by] = [2 * from.x, 2 * from.y, 2 * to.x, 2 * to.y];
  return { ax, ay, bx, by, dx: bx - ax, dy: by - ay, radius: diameter };
}

/** Whether a point is at most the radius away from the way. */
function inRound({ ax, ay, bx, by, dx, dy, radius }: Sweep, x: number, y: number): boolean {
  const [px, py] = [x - ax, y - ay];
  const along = px * dx + py * dy;
  const length2 = dx * dx + dy * dy;
  if (along <= 0) return px * px + py * py <= radius * radius;
  if (along >= length2) return (x - bx) ** 2 + (y - by) ** 2 <= radius * radius;
  return (px * dy - py * dx) ** 2 <= radius * radius * length2;
}

/** Whether some place on the way is at most the radius away both across and down. */
function inSquare({ ax, ay, bx, by, dx, dy, radius }: Sweep, x: number, y: number): boolean {
  if (x < Math.min(ax, bx) - radius || x > Math.max(ax, bx) + radius) return false;
  if (y < Math.min(ay, by) - radius || y > Math.max(ay, by) + radius) return false;
  return Math.abs((x - ax) * dy - (y - ay) * dx) <= radius * (Math.abs(dx) + Math.abs(dy));
}

/** Left and right end of a row of the shape, not rounded yet; the first above the second where there is none. */
type Ends = readonly [left: number, right: number];
const nowhere: Ends = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const everywhere: Ends = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

const both = (a: Ends, b: Ends): Ends => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
const hull = (a: Ends, b: Ends): Ends =>
  a[0] > a[1] ? b : b[0] > b[1] ? a : [Math.min(a[0], b[0]), Math.max(a[1], b[1])];

/** The x with low <= x * factor <= high. */
function solved(low: number, high: number, factor: number): Ends {
  if (factor === 0) return low <= 0 && high >= 0 ? everywhere : nowhere;
  return factor > 0 ? [low / factor, high / factor] : [high / factor, low / factor];
}

function disc(x: number, y: number, radius: number, row: number): Ends {
  const rest = radius * radius - (row - y) ** 2;
  if (rest < 0) return nowhere;
  const half = Math.sqrt(rest);
  return [x - half, x + half];
}

function roundEnds({ ax, ay, bx, by, dx, dy, radius }: Sweep, row: number): Ends {
  const discs = hull(disc(ax, ay, radius, row), disc(bx, by, radius, row));
  const length2 = dx * dx + dy * dy;
  if (length2 === 0) return discs;
  const py = row - ay;
  const reach = radius * Math.sqrt(length2);
  const beside = solved(py * dx - reach, py * dx + reach, dy);
  const along = solved(-py * dy, length2 - py * dy, dx);
  const [left, right] = both(beside, along);
  return hull(discs, [left + ax, right + ax]);
}

function squareEnds({ ax, ay, bx, dx, dy, radius }: Sweep, row: number): Ends {
  const py = row - ay;
  const reach = radius * (Math.abs(dx) + Math.abs(dy));
  const [left, right] = solved(py * dx - reach, py * dx + reach, dy);
  return both([left + ax, right + ax], [Math.min(ax, bx) - radius, Math.max(ax, bx) + radius]);
}

/**
 * Calls back for every row of the shape that a brush sweeps between two seats (see `seated`): the pixels x0 to x1
 * inclusive whose middles lie in it, its edge included. The shape is convex, so each row is one stretch. Rows and
 * pixels may lie beside the picture.
 */
export function forEachSweptRow(
  from: Place,
  to: Place,
  brush: Brush,
  visit: (y: number, x0: number, x1: number) => void,
): void {
  const sweep = sweepOf(from, to, brush.diameter);
  const [ends, inside] = brush.shape === "round" ? [roundEnds, inRound] : [squareEnds, inSquare];
  const top = Math.ceil((Math.min(sweep.ay, sweep.by) - sweep.radius - 1) / 2);
  const bottom = Math.floor((Math.max(sweep.ay, sweep.by) + sweep.radius - 1) / 2);
  for (let y = top; y <= bottom; y++) {
    const row = 2 * y + 1;
    const [left, right] = ends(sweep, row);
    if (left > right + 2) continue;
    // The ends were computed with fractions; whether the pixels next to them are in is asked of the shape itself.
    let x0 = Math.ceil((left - 1) / 2) - 1;
    let x1 = Math.floor((right - 1) / 2) + 1;
    while (x0 <= x1 && !inside(sweep, 2 * x0 + 1, row)) x0++;
    while (x1 >= x0 && !inside(sweep, 2 * x1 + 1, row)) x1--;
    if (x0 <= x1) visit(y, x0, x1);
  }
}
