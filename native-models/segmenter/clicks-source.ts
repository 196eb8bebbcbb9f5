import { AppError } from "#core/errors";
import type { Point, Scribble } from "#core/samples";
import { assertInside, tokenAt, withoutModel } from "./attention-source.ts";
import type { AttentionSource } from "./contract.ts";
import { shareOfCells, shareSpots, spotsAlong, strokeLength } from "./strokes.ts";

/** Tokens along the longer side of the map of clicks and strokes; the shorter side follows the image's aspect. */
export const CLICKS_GRID_SIDE = 32;
/** Seeds that strokes may bring, clicks counted in. Clicks are never dropped, and each stroke keeps one. */
const MOST_SEEDS = 64;
/** Points that stand for all negative strokes together. */
const MOST_NEGATIVES = 64;

/**
 * Looks where a person clicked and drew. Each positive click and each positive stroke has the same share of the
 * attention; a stroke's lies on its cells by the length in each, so that a long stroke doesn't drown a click.
 * The seeds are the clicks themselves and points evenly along the strokes: at most one a cell's side, 64 seeds in all
 * unless there are more clicks (or strokes) than that. The map is fine (32 tokens along the longer side, nearly square
 * ones) because the background point (paper 4.2) and the screen read it by the pixel.
 * Throws `bad-input` without anything positive, or for what lies outside the image. It does not read the question.
 */
export function clicksSource(
  points: readonly Point[],
  scribbles: readonly Scribble[] = [],
  side: number = CLICKS_GRID_SIDE,
): AttentionSource {
  const clicks = points.filter(({ label }) => label === 1);
  const strokes = scribbles.filter(({ label }) => label === 1).map((scribble) => scribble.points);
  return {
    name: "clicks",
    attend: async ({ width, height }) => {
      assertInside(points, width, height);
      assertInside(
        scribbles.flatMap((scribble) => scribble.points),
        width,
        height,
        "scribbles",
      );
      if (clicks.length + strokes.length === 0) throw nothingPositive();
      const { rows, cols } = gridOf(width, height, side);
      const cell = { width: width / cols, height: height / rows };
      const values = new Array<number>(rows * cols).fill(0);
      const indexOf = (spot: { x: number; y: number }) => tokenAt(spot, rows, cols, width, height);
      const share = 1 / (clicks.length + strokes.length);
      const add = (index: number, weight: number) => {
        values[index] = (values[index] as number) + weight * share;
      };
      for (const click of clicks) add(indexOf(click), 1);
      for (const stroke of strokes) {
        for (const [index, weight] of shareOfCells(stroke, cell, indexOf)) add(index, weight);
      }
      const seeds = [...clicks.map(({ x, y }) => ({ x, y })), ...seedsOf(strokes, clicks.length, cell)];
      return { ...withoutModel, attention: { rows, cols, values }, seeding: { kind: "points", points: seeds } };
    },
  };
}

/**
 * What is not the target: the negative clicks, and up to 64 points evenly along all negative strokes (each keeps one),
 * no pixel twice.
 */
export function negativesOf(points: readonly Point[], scribbles: readonly Scribble[]): Point[] {
  const strokes = scribbles.filter(({ label }) => label === 0).map((scribble) => scribble.points);
  const counts = shareSpots(strokes.map(strokeLength), MOST_NEGATIVES, 1);
  const spots = strokes.flatMap((stroke, index) => spotsAlong(stroke, counts[index] as number));
  const negatives = [...points.filter(({ label }) => label === 0), ...spots];
  const byPixel = new Map(
    negatives.map(({ x, y }) => [`${Math.floor(x)},${Math.floor(y)}`, { x, y, label: 0 as const }]),
  );
  return [...byPixel.values()];
}

function seedsOf(
  strokes: readonly Scribble["points"][],
  clicks: number,
  cell: { readonly width: number; readonly height: number },
) {
  const counts = shareSpots(strokes.map(strokeLength), MOST_SEEDS - clicks, Math.max(cell.width, cell.height));
  return strokes.flatMap((stroke, index) => spotsAlong(stroke, counts[index] as number));
}

function gridOf(width: number, height: number, side: number) {
  const longer = Math.max(width, height);
  const tokens = (length: number) => Math.max(1, Math.round((side * length) / longer));
  return { rows: tokens(height), cols: tokens(width) };
}

function nothingPositive(): AppError {
  return new AppError({
    code: "bad-input",
    message: "There is no positive click or stroke to start from.",
    where: "points",
    cure: "Click on the target once, or take the grid as the source of attention.",
  });
}
