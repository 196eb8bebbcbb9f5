import { type Bitmap, createBitmap } from "./bitmap.ts";
import { type CrackLoops, traceCracks } from "./crack-loops.ts";
import type { Point } from "./polygon-fill.ts";
import { drawLisaPolygon } from "./polygon-lisa.ts";

/** A component's outline and those of its holes, through the centres of its border pixels; closed, the first point once. */
export interface Outline {
  readonly outer: readonly Point[];
  readonly holes: readonly (readonly Point[])[];
}

/** Where a hole hangs on another loop: by a horizontal bridge inside the mask, to the left of its leftmost pixel. */
interface Bridge {
  readonly hole: number;
  /** Position in `cracks` of the right side from which the hole's loop is entered. */
  readonly entry: number;
}

/** Bridges by the crack (a pixel's left side) that they start from. */
type Bridges = ReadonlyMap<number, Bridge>;

/**
 * A bridge from every hole to the loop on its left, which is its component's outer one or a hole that lies further left:
 * so no ring of bridges can arise, and every hole is reached from an outer loop.
 */
function bridgesOf({ cracks, starts, isHole }: CrackLoops, { width, data }: Bitmap): Bridges {
  const bridges = new Map<number, Bridge>();
  isHole.forEach((hole, loop) => {
    if (!hole) return;
    let entry = -1;
    let leftmost = width;
    for (let i = starts[loop] as number; i < (starts[loop + 1] as number); i++) {
      const code = cracks[i] as number;
      const x = (code >>> 2) % width;
      if ((code & 3) === 1 && x < leftmost) {
        leftmost = x;
        entry = i;
      }
    }
    let at = (cracks[entry] as number) >>> 2;
    for (let x = leftmost; x > 0 && data[at - 1] === 1; x--) at--;
    bridges.set(at * 4 + 3, { hole: loop, entry });
  });
  return bridges;
}

/** What a walk along a component's loops meets, in order. */
interface Walker {
  crack(code: number): void;
  /** The walk goes over a bridge into a hole's loop; `from` is the crack that it leaves. */
  enter(from: number): void;
  /** The walk is back at the hole's `entry` and returns over the bridge to `from`. */
  leave(entry: number, from: number): void;
}

/** A loop that is being walked: position, cracks left, and the bridge by which it was entered. */
interface Place {
  readonly loop: number;
  at: number;
  left: number;
  readonly entry: number;
  readonly from: number;
}

/** Walks an outer loop and, over bridges, all holes of its component (with a stack of its own: holes can hang in long chains). */
function walkComponent(loops: CrackLoops, bridges: Bridges, outer: number, walker: Walker): void {
  const { cracks, starts } = loops;
  const placeOf = (loop: number, at: number, from: number): Place => {
    const left = (starts[loop + 1] as number) - (starts[loop] as number);
    return { loop, at, left, entry: cracks[at] as number, from };
  };
  const stack = [placeOf(outer, starts[outer] as number, -1)];
  for (let place = stack.at(-1); place !== undefined; place = stack.at(-1)) {
    if (place.left === 0) {
      stack.pop();
      if (place.from >= 0) walker.leave(place.entry, place.from);
      continue;
    }
    const code = cracks[place.at] as number;
    place.left--;
    place.at++;
    if (place.at === starts[place.loop + 1]) place.at = starts[place.loop] as number;
    walker.crack(code);
    const bridge = (code & 3) === 3 ? bridges.get(code) : undefined;
    if (bridge === undefined) continue;
    walker.enter(code);
    stack.push(placeOf(bridge.hole, bridge.entry, code));
  }
}

/** A polygon as it grows: a point that lies between its neighbours on a straight way is left out. */
class Path {
  readonly points: [number, number][] = [];

  add(x: number, y: number): void {
    const { points } = this;
    const b = points.at(-1);
    if (b !== undefined && b[0] === x && b[1] === y) return;
    const a = points.at(-2);
    if (a !== undefined && b !== undefined) {
      const straight = (b[0] - a[0]) * (y - b[1]) === (b[1] - a[1]) * (x - b[0]);
      const onward = (b[0] - a[0]) * (x - b[0]) + (b[1] - a[1]) * (y - b[1]) > 0;
      if (straight && onward) points.pop();
    }
    points.push([x, y]);
  }

  /** The points, the first one not repeated at the end. */
  closed(): [number, number][] {
    const [first] = this.points;
    const last = this.points.at(-1);
    if (this.points.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1]) this.points.pop();
    return this.points;
  }
}

function pixelAdder(width: number, path: () => Path): (code: number) => void {
  return (code) => {
    const at = code >>> 2;
    const x = at % width;
    path().add(x, (at - x) / width);
  };
}

/**
 * The 8-connected components of a mask, each with its holes (4-connected background inside), in the order of their
 * topmost, then leftmost pixels. Straight pieces have their ends only. A single pixel is an outline of one point.
 */
export function traceOutlines(bitmap: Bitmap): readonly Outline[] {
  const loops = traceCracks(bitmap);
  const bridges = bridgesOf(loops, bitmap);
  return outerLoops(loops).map((outer) => {
    const finished: Path[] = [];
    const open = [new Path()];
    const addPixel = pixelAdder(bitmap.width, () => open.at(-1) as Path);
    walkComponent(loops, bridges, outer, {
      crack: addPixel,
      enter: () => open.push(new Path()),
      leave: () => finished.push(open.pop() as Path),
    });
    return { outer: (open[0] as Path).closed(), holes: finished.map((path) => path.closed()) };
  });
}

function outerLoops({ isHole }: CrackLoops): number[] {
  return isHole.flatMap((hole, loop) => (hole ? [] : [loop]));
}

/**
 * Polygons which, each drawn by LISA's recipe (filled and outlined) and united, give exactly this mask: one a component,
 * through the centres of its border pixels, with its holes joined by bridges inside the mask. The result is drawn and
 * compared; were it ever not the mask, its rows are given as polygons instead. Every polygon has at least three points
 * (repeated if need be), because labelling tools want that. An empty mask gives none.
 */
export function lisaPolygons(bitmap: Bitmap): readonly (readonly Point[])[] {
  const loops = traceCracks(bitmap);
  const bridges = bridgesOf(loops, bitmap);
  const polygons = outerLoops(loops).map((outer) => keyhole(loops, bridges, outer, bitmap.width));
  return drawsExactly(polygons, bitmap) ? polygons : rowPolygons(bitmap);
}

function keyhole(loops: CrackLoops, bridges: Bridges, outer: number, width: number): Point[] {
  const path = new Path();
  const addPixel = pixelAdder(width, () => path);
  walkComponent(loops, bridges, outer, {
    crack: addPixel,
    enter: () => {},
    leave: (entry, from) => {
      addPixel(entry);
      addPixel(from);
    },
  });
  const points = path.closed();
  while (points.length < 3) points.push(points.at(-1) as [number, number]);
  return points;
}

function drawsExactly(polygons: readonly (readonly Point[])[], bitmap: Bitmap): boolean {
  const drawn = createBitmap(bitmap.width, bitmap.height);
  for (const polygon of polygons) drawLisaPolygon(drawn, polygon, 1);
  for (let i = 0; i < drawn.data.length; i++) if (drawn.data[i] !== bitmap.data[i]) return false;
  return true;
}

/** Every stretch of mask in every row, as a polygon of its two ends. */
export function rowPolygons({ width, height, data }: Bitmap): Point[][] {
  const polygons: Point[][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 0) continue;
      const start = x;
      while (x + 1 < width && data[y * width + x + 1] === 1) x++;
      polygons.push([
        [start, y],
        [x, y],
        [x, y],
      ]);
    }
  }
  return polygons;
}

/** Where a crack starts: a corner of its pixel, in pixel-edge coordinates. */
function cornerOf(code: number, width: number): [x: number, y: number] {
  const at = code >>> 2;
  const x = at % width;
  const y = (at - x) / width;
  const direction = code & 3;
  return [direction === 1 || direction === 2 ? x + 1 : x, direction >= 2 ? y + 1 : y];
}

/**
 * A flat polygon [x0, y0, x1, y1, ...] for each 8-connected component, along pixel edges (x in 0..width, y in 0..height),
 * holes joined by horizontal bridges of no width. `polygonsToRle` (and pycocotools' frPyObjects) gives exactly this mask
 * back: with whole coordinates the five-fold grid meets every pixel edge. Tools that draw through pixel centres get
 * one pixel more to the right and below.
 */
export function cocoPolygons(bitmap: Bitmap): number[][] {
  const { width } = bitmap;
  const loops = traceCracks(bitmap);
  const bridges = bridgesOf(loops, bitmap);
  return outerLoops(loops).map((outer) => {
    const path = new Path();
    walkComponent(loops, bridges, outer, {
      crack: (code) => path.add(...cornerOf(code, width)),
      // The bridge starts at the upper end of the left side, where the walk just arrived.
      enter: (from) => path.add(...cornerOf(from - 3, width)),
      leave: (entry, from) => {
        path.add(...cornerOf(entry, width));
        path.add(...cornerOf(from - 3, width));
      },
    });
    return path.closed().flat();
  });
}
