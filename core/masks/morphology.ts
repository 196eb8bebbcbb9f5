import { AppError } from "#core/errors";
import { type Bitmap, createBitmap } from "./bitmap.ts";
import { maskComplement } from "./boolean-ops.ts";

/**
 * The neighbourhood of a pixel, for a radius r: `square` is (2 r + 1) x (2 r + 1) pixels; `disk` those whose centre is
 * at most r away (dx^2 + dy^2 <= r^2); `cross` those of its row and column at most r away.
 */
export type Neighbourhood = "square" | "disk" | "cross";

function checkRadius(radius: number): void {
  if (Number.isInteger(radius) && radius >= 0) return;
  throw new AppError({
    code: "bad-input",
    message: `A radius cannot be ${radius}.`,
    cure: "Give the radius as a whole number of pixels, 0 or more.",
  });
}

/** Whether any pixel of the row lies within the radius: a running count of the window. */
function dilateRows({ width, height, data }: Bitmap, radius: number): Bitmap {
  const result = createBitmap(width, height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let inside = 0;
    for (let x = 0; x < Math.min(radius, width); x++) inside += data[row + x] as number;
    for (let x = 0; x < width; x++) {
      if (x + radius < width) inside += data[row + x + radius] as number;
      if (x > radius) inside -= data[row + x - radius - 1] as number;
      if (inside > 0) result.data[row + x] = 1;
    }
  }
  return result;
}

/** The same along columns, row by row, so that memory is read in order. */
function dilateColumns({ width, height, data }: Bitmap, radius: number): Bitmap {
  const result = createBitmap(width, height);
  const inside = new Int32Array(width);
  const addRow = (y: number, sign: number) => {
    for (let x = 0, at = y * width; x < width; x++, at++) {
      inside[x] = (inside[x] as number) + sign * (data[at] as number);
    }
  };
  for (let y = 0; y < Math.min(radius, height); y++) addRow(y, 1);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) addRow(y + radius, 1);
    if (y > radius) addRow(y - radius - 1, -1);
    for (let x = 0, at = y * width; x < width; x++, at++) if ((inside[x] as number) > 0) result.data[at] = 1;
  }
  return result;
}

/** Distance along its column from each pixel to the nearest one set, at most `limit`. */
function columnDistances({ width, height, data }: Bitmap, limit: number): Uint16Array | Uint32Array {
  const distances = limit < 65536 ? new Uint16Array(data.length) : new Uint32Array(data.length);
  for (let at = 0; at < data.length; at++) {
    const above = at < width ? limit : (distances[at - width] as number);
    distances[at] = data[at] === 1 ? 0 : Math.min(limit, above + 1);
  }
  for (let at = (height - 1) * width - 1; at >= 0; at--) {
    const below = (distances[at + width] as number) + 1;
    if (below < (distances[at] as number)) distances[at] = below;
  }
  return distances;
}

/**
 * In every row, a pixel whose column has a set pixel d rows away reaches sqrt(r^2 - d^2) to both sides: those stretches
 * are added up by their ends, so the work does not grow with the radius.
 */
function dilateDisk(bitmap: Bitmap, radius: number): Bitmap {
  const { width, height } = bitmap;
  // No pixel is further away than the image is large.
  const reach = Math.min(radius, height);
  const distances = columnDistances(bitmap, reach + 1);
  const halfWidths = Uint32Array.from({ length: reach + 1 }, (_, d) => halfWidth(radius, d));
  const result = createBitmap(width, height);
  const ends = new Int32Array(width + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    ends.fill(0);
    for (let x = 0; x < width; x++) {
      const distance = distances[row + x] as number;
      if (distance > reach) continue;
      const half = halfWidths[distance] as number;
      const from = Math.max(0, x - half);
      const to = Math.min(width, x + half + 1);
      ends[from] = (ends[from] as number) + 1;
      ends[to] = (ends[to] as number) - 1;
    }
    let covering = 0;
    for (let x = 0; x < width; x++) {
      covering += ends[x] as number;
      if (covering > 0) result.data[row + x] = 1;
    }
  }
  return result;
}

/** The largest whole dx with dx^2 + d^2 <= r^2. */
function halfWidth(radius: number, d: number): number {
  let half = Math.floor(Math.sqrt(radius * radius - d * d));
  while ((half + 1) * (half + 1) + d * d <= radius * radius) half++;
  while (half * half + d * d > radius * radius) half--;
  return half;
}

/**
 * Sets every pixel whose neighbourhood holds a set one; what lies outside the image counts as not set. As `cv2.dilate`
 * with that kernel. The work does not grow with the radius. Throws `bad-input` unless the radius is a whole number >= 0.
 */
export function dilate(bitmap: Bitmap, radius: number, neighbourhood: Neighbourhood): Bitmap {
  checkRadius(radius);
  const side = Math.max(bitmap.width, bitmap.height);
  if (neighbourhood === "disk") return dilateDisk(bitmap, Math.min(radius, 2 * side));
  const limited = Math.min(radius, side);
  const rows = dilateRows(bitmap, limited);
  if (neighbourhood === "square") return dilateColumns(rows, limited);
  const columns = dilateColumns(bitmap, limited);
  for (let i = 0; i < columns.data.length; i++)
    columns.data[i] = (columns.data[i] as number) | (rows.data[i] as number);
  return columns;
}

/**
 * Keeps the pixels whose whole neighbourhood is set; what lies outside the image counts as set, so masks are not eaten
 * from the border. As `cv2.erode` with that kernel. Throws `bad-input` unless the radius is a whole number >= 0.
 */
export function erode(bitmap: Bitmap, radius: number, neighbourhood: Neighbourhood): Bitmap {
  return maskComplement(dilate(maskComplement(bitmap), radius, neighbourhood));
}

/**
 * The pixels of a mask within `distance` of its edge, counted in steps to any of the eight neighbours; the image's
 * border is an edge too. Throws `bad-input` unless the distance is a whole number >= 0.
 * Source: Boundary IoU (Cheng et al., CVPR 2021), mask_to_boundary: the mask, padded by a pixel of background, minus its
 * erosion by 3 x 3, `distance` times.
 */
export function boundaryOf(bitmap: Bitmap, distance: number): Bitmap {
  const { width, height, data } = bitmap;
  const inner = erode(bitmap, distance, "square");
  for (let y = 0; y < height; y++) {
    const nearRow = y < distance || y >= height - distance;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const near = nearRow || x < distance || x >= width - distance;
      inner.data[at] = data[at] === 1 && (near || inner.data[at] === 0) ? 1 : 0;
    }
  }
  return inner;
}
