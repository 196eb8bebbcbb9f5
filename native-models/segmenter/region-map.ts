import type { Attention } from "#core/samples";

/** A place that an endpoint named, in pixels of the original image, inside it. */
export type NamedRegion = { readonly confidence: number } & (
  | { readonly box: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number } }
  | { readonly point: { readonly x: number; readonly y: number } }
);

/** Tokens along the longer side of the map that named regions are turned into. */
const LONGER_SIDE = 32;
/** Standard deviations, in tokens: of a point, and of the softening of all. */
const POINT_SIGMA = 1;
const SOFTENING_SIGMA = 0.6;

/**
 * An attention map from named regions: a box spreads evenly over the tokens it overlaps, a point is a Gaussian; each has
 * the mass of its confidence. Then softened, for a named box is no outline, and normalised to sum 1. The regions' summed
 * confidence must be above 0.
 */
export function regionMap(regions: readonly NamedRegion[], width: number, height: number): Attention {
  const longer = Math.max(width, height);
  const cols = Math.max(1, Math.round((LONGER_SIDE * width) / longer));
  const rows = Math.max(1, Math.round((LONGER_SIDE * height) / longer));
  const sum = new Float64Array(rows * cols);
  for (const region of regions) {
    const [across, down] = profiles(region, cols / width, rows / height, cols, rows);
    addOuter(sum, across, down, region.confidence);
  }
  const soft = soften(sum, rows, cols);
  const total = soft.reduce((all, value) => all + value, 0);
  return { rows, cols, values: Array.from(soft, (value) => value / total) };
}

/** Both shapes are products of a profile along x and one along y. */
function profiles(region: NamedRegion, perX: number, perY: number, cols: number, rows: number) {
  if ("box" in region) {
    const { x0, y0, x1, y1 } = region.box;
    return [overlap(x0 * perX, x1 * perX, cols), overlap(y0 * perY, y1 * perY, rows)] as const;
  }
  const { x, y } = region.point;
  return [bell(x * perX - 0.5, POINT_SIGMA, cols), bell(y * perY - 0.5, POINT_SIGMA, rows)] as const;
}

/** Length of [from, to] inside each cell. */
function overlap(from: number, to: number, cells: number): number[] {
  return Array.from({ length: cells }, (_, cell) => Math.max(0, Math.min(to, cell + 1) - Math.max(from, cell)));
}

function bell(centre: number, sigma: number, cells: number): number[] {
  return Array.from({ length: cells }, (_, cell) => Math.exp(-((cell - centre) ** 2) / (2 * sigma * sigma)));
}

/** Adds the outer product of two profiles, scaled to `mass` in all. */
function addOuter(sum: Float64Array, across: readonly number[], down: readonly number[], mass: number): void {
  const add = (all: number, value: number) => all + value;
  const scale = mass / (across.reduce(add, 0) * down.reduce(add, 0));
  down.forEach((y, row) => {
    across.forEach((x, col) => {
      const at = row * across.length + col;
      sum[at] = (sum[at] as number) + scale * x * y;
    });
  });
}

/** Each cell's mass spread by a Gaussian whose part outside the map is folded back in, so that none is lost. */
function soften(values: Float64Array, rows: number, cols: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    const down = bell(row, SOFTENING_SIGMA, rows);
    for (let col = 0; col < cols; col++) {
      const mass = values[row * cols + col] as number;
      if (mass > 0) addOuter(out, bell(col, SOFTENING_SIGMA, cols), down, mass);
    }
  }
  return out;
}
