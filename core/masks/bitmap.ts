import { AppError } from "#core/errors";

/**
 * A binary mask while it is edited: row-major, one byte a pixel, 0 or 1.
 * `data.length === width * height`.
 */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Axis-aligned box in pixels, COCO order: left, top, width, height. */
export type BBox = readonly [x: number, y: number, width: number, height: number];

/** An empty mask. Throws `bad-input` unless both sides are positive integers. */
export function createBitmap(width: number, height: number): Bitmap {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new AppError({
      code: "bad-input",
      message: `A mask cannot be ${width} x ${height} pixels.`,
      cure: "Give both sides as positive whole numbers.",
    });
  }
  return { width, height, data: new Uint8Array(width * height) };
}

/** Number of pixels set. */
export function bitmapArea(bitmap: Bitmap): number {
  let area = 0;
  for (let i = 0; i < bitmap.data.length; i++) area += bitmap.data[i] as number;
  return area;
}

/** Tight box around the pixels set; `[0, 0, 0, 0]` for an empty mask, as pycocotools answers. */
export function bitmapBBox(bitmap: Bitmap): BBox {
  const { width, height, data } = bitmap;
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      if (data[row + x] === 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}
