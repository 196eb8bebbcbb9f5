import { AppError } from "#core/errors";
import { type Bitmap, createBitmap } from "#core/masks";
import type { Place, Size } from "./geometry.ts";

/** A picture's pixels as a canvas gives them: red, green, blue, alpha a pixel, row by row. */
export interface Pixels extends Size {
  readonly data: Uint8ClampedArray;
}

export interface FloodOptions {
  /** Largest difference of red, green or blue from the pixel that was clicked, 0..255. */
  readonly tolerance: number;
  /** Only what hangs together with that pixel over sides; else every pixel of the picture that is alike. */
  readonly contiguous: boolean;
}

/**
 * The pixels that are coloured like the one at a place. Alpha does not count.
 * Throws `bad-input` if the place is not on the picture.
 */
export function floodFill(pixels: Pixels, place: Place, { tolerance, contiguous }: FloodOptions): Bitmap {
  const { width, height, data } = pixels;
  const [x, y] = [Math.floor(place.x), Math.floor(place.y)];
  if (x < 0 || y < 0 || x >= width || y >= height) {
    throw new AppError({
      code: "bad-input",
      message: `There is no pixel at ${x}, ${y} on a picture of ${width} x ${height}.`,
      cure: "Click on the picture.",
    });
  }
  const seed = 4 * (y * width + x);
  const [red, green, blue] = [data[seed] as number, data[seed + 1] as number, data[seed + 2] as number];
  const isAlike = (at: number): boolean =>
    Math.abs((data[4 * at] as number) - red) <= tolerance &&
    Math.abs((data[4 * at + 1] as number) - green) <= tolerance &&
    Math.abs((data[4 * at + 2] as number) - blue) <= tolerance;
  const filled = createBitmap(width, height);
  if (contiguous) spread(filled, x, y, isAlike);
  else for (let at = 0; at < filled.data.length; at++) if (isAlike(at)) filled.data[at] = 1;
  return filled;
}

/** Row by row: a stretch is filled as a whole, and each stretch above and below that touches it waits its turn once. */
function spread({ width, height, data }: Bitmap, x: number, y: number, isAlike: (at: number) => boolean): void {
  const waiting: number[] = [y * width + x];
  for (let seed = waiting.pop(); seed !== undefined; seed = waiting.pop()) {
    if (data[seed] === 1) continue;
    const row = seed - (seed % width);
    let left = seed;
    while (left > row && isAlike(left - 1)) left--;
    let right = seed;
    while (right + 1 < row + width && isAlike(right + 1)) right++;
    data.fill(1, left, right + 1);
    for (const step of [-width, width]) {
      if (row + step < 0 || row + step >= width * height) continue;
      let inStretch = false;
      for (let at = left + step; at <= right + step; at++) {
        const open = data[at] === 0 && isAlike(at);
        if (open && !inStretch) waiting.push(at);
        inStretch = open;
      }
    }
  }
}
