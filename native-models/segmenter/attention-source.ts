import { AppError } from "#core/errors";
import type { Point } from "#core/samples";
import type { AttentionAnswer, AttentionSource } from "./contract.ts";

const withoutModel: Omit<AttentionAnswer, "attention" | "seeding"> = Object.freeze({
  layers: [],
  promptTokens: null,
  exchange: null,
  usage: null,
});

/** Tokens a side of the attention map of the sources below, which have no image tokens of their own. */
export const PLAIN_GRID_SIDE = 8;

/**
 * Looks everywhere alike: the same attention on each of side x side tokens. Its seeds, one in the middle of every
 * token, are the points of segment-anything's `build_point_grid(side)`. It does not read the question.
 */
export function gridSource(side: number = PLAIN_GRID_SIDE): AttentionSource {
  return {
    name: "grid",
    attend: async () => ({
      ...withoutModel,
      attention: { rows: side, cols: side, values: new Array<number>(side * side).fill(1 / (side * side)) },
      seeding: { kind: "all" },
    }),
  };
}

/**
 * Looks where a person clicked: each positive click is a seed and gets the same share of the attention. Throws
 * `bad-input` without a positive click, or for a click outside the image. It does not read the question.
 */
export function clicksSource(clicks: readonly Point[], side: number = PLAIN_GRID_SIDE): AttentionSource {
  return {
    name: "clicks",
    attend: async ({ width, height }) => {
      assertInside(clicks, width, height);
      const points = clicks.filter((click) => click.label === 1).map(({ x, y }) => ({ x, y }));
      if (points.length === 0) {
        throw new AppError({
          code: "bad-input",
          message: "There is no positive click to start from.",
          where: "points",
          cure: "Click on the target once, or take the grid as the source of attention.",
        });
      }
      const values = new Array<number>(side * side).fill(0);
      for (const point of points) {
        const token = tokenAt(point, side, side, width, height);
        values[token] = (values[token] as number) + 1 / points.length;
      }
      return { ...withoutModel, attention: { rows: side, cols: side, values }, seeding: { kind: "points", points } };
    },
  };
}

/** Index, row-major, of the image token that a point lies in. */
export function tokenAt(
  point: { readonly x: number; readonly y: number },
  rows: number,
  cols: number,
  width: number,
  height: number,
): number {
  const col = Math.min(cols - 1, Math.max(0, Math.floor((point.x / width) * cols)));
  const row = Math.min(rows - 1, Math.max(0, Math.floor((point.y / height) * rows)));
  return row * cols + col;
}

/** Throws `bad-input` naming the first point that lies outside the image; its right and bottom edges count as inside. */
export function assertInside(points: readonly Point[], width: number, height: number): void {
  const outside = points.find((point) => !(point.x >= 0 && point.y >= 0 && point.x <= width && point.y <= height));
  if (outside === undefined) return;
  throw new AppError({
    code: "bad-input",
    message: `The point ${outside.x},${outside.y} lies outside the image of ${width} x ${height} pixels.`,
    where: "points",
    cure: `Give x from 0 to ${width} and y from 0 to ${height}, in pixels of the original image.`,
  });
}
