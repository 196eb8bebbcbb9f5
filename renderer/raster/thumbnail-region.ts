import type { Region } from "./coverage.ts";

/** The least that a thumbnail is of, in pixels of the picture. */
const LEAST = 24;
/** A picture of a single row is drawn this part of a thumbnail high, and thicker than it is: else nothing is seen of it. */
const LEAST_SHARE = 1 / 9;

/**
 * The part of a picture that a thumbnail shows, in whole pixels: a box with some room around it, in the thumbnail's shape
 * (`aspect`: width through height), inside the picture where it fits, else with the picture in its middle.
 */
export function regionAround(
  bbox: readonly number[],
  aspect: number,
  picture: { readonly width: number; readonly height: number },
): Region {
  const [left = 0, top = 0, boxWidth = 0, boxHeight = 0] = bbox;
  const wanted = Math.max(boxWidth * 1.25, boxHeight * 1.25 * aspect, LEAST);
  const width = Math.min(wanted, Math.max(picture.width, picture.height * aspect));
  const across = placed(left + boxWidth / 2, width, picture.width);
  const down = placed(top + boxHeight / 2, width / aspect, picture.height);
  return { x: across.start, y: down.start, width: across.length, height: down.length };
}

function placed(centre: number, size: number, limit: number): { readonly start: number; readonly length: number } {
  if (size > limit) {
    // As much on both sides: rounded apart, a picture of one pixel would lie in one half.
    const beside = Math.ceil((Math.min(size, limit / LEAST_SHARE) - limit) / 2);
    return { start: -beside, length: limit + 2 * beside };
  }
  const start = Math.floor(Math.min(Math.max(0, centre - size / 2), limit - size));
  return { start, length: Math.ceil(size) };
}
