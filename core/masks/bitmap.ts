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

/** The largest mask that is worked on, in pixels (2^28, for instance 16384 x 16384): a size in a file can claim anything. */
export const MAX_MASK_PIXELS = 2 ** 28;

/** Throws `bad-input` unless both sides are positive integers, `too-large` above `MAX_MASK_PIXELS`; takes no memory. */
export function checkMaskSize(width: number, height: number): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new AppError({
      code: "bad-input",
      message: `A mask cannot be ${width} x ${height} pixels.`,
      cure: "Give both sides as positive whole numbers.",
    });
  }
  if (width * height > MAX_MASK_PIXELS) {
    throw new AppError({
      code: "too-large",
      message: `A mask of ${width} x ${height} pixels is larger than the ${MAX_MASK_PIXELS} pixels that can be worked on.`,
      cure: "Correct the size, or scale the image and its masks down.",
    });
  }
}

/** An empty mask. Throws `bad-input` unless both sides are positive integers, `too-large` above `MAX_MASK_PIXELS`. */
export function createBitmap(width: number, height: number): Bitmap {
  checkMaskSize(width, height);
  return { width, height, data: new Uint8Array(width * height) };
}

/** Throws `bad-input` unless the masks are of one size. */
export function checkSameSize(a: Bitmap, b: Bitmap): void {
  if (a.width !== b.width || a.height !== b.height) throw differentSizes([a.height, a.width], [b.height, b.width]);
}

/** The error for two masks of different sizes, each given as [height, width]. */
export function differentSizes(a: readonly [number, number], b: readonly [number, number]): AppError {
  return new AppError({
    code: "bad-input",
    message: `Masks of ${a[1]} x ${a[0]} and ${b[1]} x ${b[0]} pixels cannot be compared.`,
    cure: "Compare masks of the same image only.",
  });
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
  let top = -1;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first < 0) continue;
    if (top < 0) top = y;
    bottom = y;
    left = Math.min(left, first);
    right = Math.max(right, row.lastIndexOf(1));
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}
