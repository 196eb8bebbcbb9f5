import { AppError } from "#core/errors";
import type { AttentionAnswer, AttentionSource } from "./contract.ts";

/** What an answer says of a model where none was asked. */
export const withoutModel: Omit<AttentionAnswer, "attention" | "seeding"> = Object.freeze({
  layers: [],
  promptTokens: null,
  exchange: null,
  usage: null,
});

/** Tokens a side of the uniform grid, which has no image tokens of its own. */
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

/**
 * Throws `bad-input` naming the first point that lies outside the image; its right and bottom edges count as inside.
 * `where` tells what the points are.
 */
export function assertInside(
  points: readonly { readonly x: number; readonly y: number }[],
  width: number,
  height: number,
  where = "points",
): void {
  const outside = points.find((point) => !(point.x >= 0 && point.y >= 0 && point.x <= width && point.y <= height));
  if (outside === undefined) return;
  throw new AppError({
    code: "bad-input",
    message: `The point ${outside.x},${outside.y} lies outside the image of ${width} x ${height} pixels.`,
    where,
    cure: `Give x from 0 to ${width} and y from 0 to ${height}, in pixels of the original image.`,
  });
}
