import type { Place } from "./geometry.ts";

export interface Brush {
  readonly shape: "round" | "square";
  /** Whole pixels of the picture, `MIN_DIAMETER` to `MAX_DIAMETER`. */
  readonly diameter: number;
}

export const MIN_DIAMETER = 1;
export const MAX_DIAMETER = 500;

export const limitedDiameter = (diameter: number): number =>
  Math.min(MAX_DIAMETER, Math.max(MIN_DIAMETER, Math.round(diameter)));

/** The next size up or down: by about a tenth, so that [ and ] feel the same for small and large brushes. */
export function steppedDiameter(diameter: number, by: 1 | -1): number {
  const step = Math.max(1, Math.round(diameter / 10));
  return limitedDiameter(diameter + by * step);
}

/**
 * Where a brush is set down: an odd diameter on the middle of the pixel under the pointer, an even one on the nearest
 * corner of pixels. So a brush of diameter d covers the same pixels wherever it is, d x d of them if it is square, and
 * the smallest always covers the pixel that is pointed at.
 */
export function seated({ x, y }: Place, diameter: number): Place {
  const seat = (value: number): number => (diameter % 2 === 1 ? Math.floor(value) + 0.5 : Math.round(value));
  return { x: seat(x), y: seat(y) };
}
