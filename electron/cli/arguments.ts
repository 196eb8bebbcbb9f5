import { AppError } from "#core/errors";
import type { Box, Point } from "#core/samples";

/** A finite number as people write it: no hex, no exponent games, no empty text. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

export function usage(message: string, where: string, cure: string): AppError {
  return new AppError({ code: "usage", message, where, cure });
}

/** "x,y" or "x,y,label" in pixels of the original image; label 1 (the default) is the target, 0 is not. */
export function parsePoint(text: string): Point {
  const [x, y, label = "1", ...more] = text.split(",").map((part) => part.trim());
  if (x === undefined || y === undefined || more.length > 0 || !NUMBER.test(x) || !NUMBER.test(y)) {
    const cure =
      "Write x,y in pixels of the image, for example --point 120,80, or --point 120,80,0 for a negative click.";
    throw usage(`"${text}" is no point.`, "--point", cure);
  }
  if (label !== "0" && label !== "1") {
    throw usage(
      `"${label}" is no label of a point.`,
      "--point",
      "Write ,1 (or nothing) for the target and ,0 for what is not.",
    );
  }
  return { x: Number(x), y: Number(y), label: label === "1" ? 1 : 0 };
}

/** "x0,y0,x1,y1" in pixels of the original image. */
export function parseBox(text: string): Box {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length !== 4 || !parts.every((part) => NUMBER.test(part))) {
    throw usage(
      `"${text}" is no box.`,
      "--box",
      "Write x0,y0,x1,y1 in pixels of the image, for example --box 10,20,200,180.",
    );
  }
  const [x0, y0, x1, y1] = parts.map(Number) as [number, number, number, number];
  if (x0 >= x1 || y0 >= y1) {
    throw usage(`The box ${text} is empty.`, "--box", "Give the left top corner first: x0 < x1 and y0 < y1.");
  }
  return { x0, y0, x1, y1 };
}

/** A whole number of an option within bounds, both included. */
export function parseWhole(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw usage(`"${text}" is no value for ${option}.`, option, `Give a whole number from ${least} to ${most}.`);
  };
}

/** Throws `bad-input` for prompts that lie outside the image; its edges belong to it. */
export function assertPromptsInside(
  prompts: { readonly points: readonly Point[]; readonly box: Box | null },
  size: { readonly width: number; readonly height: number },
): void {
  const { width, height } = size;
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x <= width && y <= height;
  const cure = `Give x from 0 to ${width} and y from 0 to ${height}, in pixels of the original image.`;
  const point = prompts.points.find(({ x, y }) => !inside(x, y));
  if (point) {
    const message = `The point ${point.x},${point.y} lies outside the image of ${width} x ${height} pixels.`;
    throw new AppError({ code: "bad-input", message, where: "--point", cure });
  }
  const { box } = prompts;
  if (box && !(inside(box.x0, box.y0) && inside(box.x1, box.y1))) {
    const corners = `${box.x0},${box.y0},${box.x1},${box.y1}`;
    const message = `The box ${corners} reaches outside the image of ${width} x ${height} pixels.`;
    throw new AppError({ code: "bad-input", message, where: "--box", cure });
  }
}
