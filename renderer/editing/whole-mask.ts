import { assertNever } from "#core/errors";
import {
  type Bitmap,
  bitmapBBox,
  createBitmap,
  decodeRle,
  dilate,
  encodeRle,
  erode,
  fillHoles,
  type Rle,
  removeIslands,
} from "#core/masks";
import { onPicture } from "./geometry.ts";

/** What can be done with a mask as a whole. Distances in pixels of the picture, areas in pixels. */
export type MaskOp =
  | { readonly kind: "fill-holes" }
  /** Parts (joined by sides and corners) of fewer pixels than this go. */
  | { readonly kind: "remove-islands"; readonly below: number }
  | { readonly kind: "grow"; readonly by: number }
  | { readonly kind: "shrink"; readonly by: number }
  /** Each pixel goes with the majority of the square of (2 radius + 1)^2 pixels around it. */
  | { readonly kind: "smooth"; readonly radius: number };

/** How far around the mask the operation looks. */
function marginOf(op: MaskOp): number {
  switch (op.kind) {
    case "grow":
    case "shrink":
      return op.by + 1;
    case "smooth":
      return 2 * op.radius + 1;
    case "fill-holes":
    case "remove-islands":
      return 1;
    default:
      return assertNever(op);
  }
}

function onWhole(bitmap: Bitmap, op: MaskOp): Bitmap {
  switch (op.kind) {
    case "fill-holes":
      return fillHoles(bitmap);
    case "remove-islands":
      return removeIslands(bitmap, op.below);
    case "grow":
      return dilate(bitmap, op.by, "disk");
    case "shrink":
      return erode(bitmap, op.by, "disk");
    case "smooth":
      return majority(bitmap, op.radius);
    default:
      return assertNever(op);
  }
}

/**
 * The mask after an operation, of the same size. The picture's edge counts as neither mask nor background: masks are
 * not eaten from there by shrinking, and no hole is closed by it. Only the mask's surroundings are worked on.
 */
export function withOp(bitmap: Bitmap, op: MaskOp): Bitmap {
  const [x, y, width, height] = bitmapBBox(bitmap);
  const result = createBitmap(bitmap.width, bitmap.height);
  if (width === 0) return result;
  const margin = marginOf(op);
  const box = { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
  const region = onPicture(box, bitmap);
  if (!region) return result;
  const part = createBitmap(region.width, region.height);
  for (let row = 0; row < region.height; row++) {
    const from = (region.y + row) * bitmap.width + region.x;
    part.data.set(bitmap.data.subarray(from, from + region.width), row * region.width);
  }
  const { data } = onWhole(part, op);
  for (let row = 0; row < region.height; row++) {
    const to = (region.y + row) * bitmap.width + region.x;
    result.data.set(data.subarray(row * region.width, (row + 1) * region.width), to);
  }
  return result;
}

export const rleWithOp = (mask: Rle, op: MaskOp): Rle => encodeRle(withOp(decodeRle(mask), op));

/** What lies outside the picture has no vote; with a tie a pixel stays as it is. */
function majority({ width, height, data }: Bitmap, radius: number): Bitmap {
  const result = createBitmap(width, height);
  // Of each column, the pixels set in the rows that the window covers now.
  const columns = new Int32Array(width);
  const addRow = (y: number, sign: 1 | -1): void => {
    if (y < 0 || y >= height) return;
    for (let x = 0, at = y * width; x < width; x++, at++) {
      columns[x] = (columns[x] as number) + sign * (data[at] as number);
    }
  };
  for (let y = 0; y < radius; y++) addRow(y, 1);
  for (let y = 0; y < height; y++) {
    addRow(y + radius, 1);
    addRow(y - radius - 1, -1);
    const rows = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1;
    let votes = 0;
    for (let x = 0; x < Math.min(radius, width); x++) votes += columns[x] as number;
    for (let x = 0, at = y * width; x < width; x++, at++) {
      if (x + radius < width) votes += columns[x + radius] as number;
      if (x > radius) votes -= columns[x - radius - 1] as number;
      const voters = rows * (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1);
      result.data[at] = 2 * votes === voters ? (data[at] as number) : 2 * votes > voters ? 1 : 0;
    }
  }
  return result;
}
