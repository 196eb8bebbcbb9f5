import { AppError } from "#core/errors";
import { type Bitmap, boundaryOf } from "#core/masks";

/** DAVIS's tolerance, as a fraction of the image's diagonal. */
export const BOUNDARY_F_TOLERANCE = 0.008;

/** Boundary IoU's dilation, as a fraction of the image's diagonal (Cheng et al. 2021, section 4). */
export const BOUNDARY_IOU_DILATION = 0.02;

/**
 * Boundary F in 0..1: harmonic mean of the shares of either boundary's pixels that lie within `tolerance` x diagonal
 * (rounded up to whole pixels, Euclidean) of the other boundary. Pixels of `ignore` are background in both masks.
 * Two empty masks give 1; one empty mask gives 0.
 * Throws `bad-input` if sizes differ, RangeError unless 0 < tolerance < 1.
 * Source: DAVIS 2017 `davis2017/metrics.py` f_measure (Perazzi et al., CVPR 2016, section 4).
 */
export function boundaryF(
  prediction: Bitmap,
  truth: Bitmap,
  options: { readonly tolerance?: number; readonly ignore?: Bitmap | null } = {},
): number {
  const { tolerance = BOUNDARY_F_TOLERANCE, ignore = null } = options;
  if (!(tolerance > 0 && tolerance < 1)) throw new RangeError(`A tolerance of ${tolerance} is not between 0 and 1.`);
  assertSameSize(prediction, truth);
  if (ignore) assertSameSize(ignore, truth);
  const radius = Math.ceil(tolerance * diagonalOf(truth));
  const ofPrediction = edgePixels(prediction, ignore);
  const ofTruth = edgePixels(truth, ignore);
  if (ofPrediction.length === 0 || ofTruth.length === 0) return ofPrediction.length === ofTruth.length ? 1 : 0;
  const precision = shareNear(ofPrediction, ofTruth, truth, radius);
  const recall = shareNear(ofTruth, ofPrediction, truth, radius);
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

/**
 * Indices of the boundary's pixels, one pixel wide: those that differ from their right, lower or lower right
 * neighbour; at the image's lower and right edge only the neighbour inside counts (DAVIS `_seg2bmap`).
 */
function edgePixels(mask: Bitmap, ignore: Bitmap | null): Uint32Array {
  const { width, height, data } = mask;
  const at = (i: number) => (ignore && ignore.data[i] !== 0 ? 0 : (data[i] as number));
  const edges: number[] = [];
  for (let y = 0; y < height; y++) {
    const below = y < height - 1 ? width : 0;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const right = x < width - 1 ? 1 : 0;
      const here = at(i);
      // A step of 0 compares the pixel with itself, or its diagonal with the neighbour that is left.
      if (here !== at(i + right) || here !== at(i + below) || here !== at(i + right + below)) edges.push(i);
    }
  }
  return Uint32Array.from(edges);
}

/** Share of `pixels` that have one of `others` within `radius` pixels (dx^2 + dy^2 <= radius^2). */
function shareNear(pixels: Uint32Array, others: Uint32Array, size: Bitmap, radius: number): number {
  const { width } = size;
  const vertical = verticalDistances(others, size, radius);
  let near = 0;
  for (const pixel of pixels) {
    const x = pixel % width;
    const row = pixel - x;
    const last = Math.min(width - 1, x + radius);
    for (let column = Math.max(0, x - radius); column <= last; column++) {
      const dy = vertical[row + column] as number;
      const dx = column - x;
      if (dy <= radius && dx * dx + dy * dy <= radius * radius) {
        near++;
        break;
      }
    }
  }
  return near / pixels.length;
}

/** For each pixel how far up or down the next of `pixels` lies in its column; radius + 1 where it is farther. */
function verticalDistances(pixels: Uint32Array, { width, height }: Bitmap, radius: number): Uint16Array {
  const far = Math.min(radius + 1, 65_535);
  const distances = new Uint16Array(width * height).fill(far);
  for (const pixel of pixels) distances[pixel] = 0;
  for (let i = width; i < distances.length; i++) {
    distances[i] = Math.min(distances[i] as number, (distances[i - width] as number) + 1);
  }
  for (let i = distances.length - width - 1; i >= 0; i--) {
    distances[i] = Math.min(distances[i] as number, (distances[i + width] as number) + 1);
  }
  return distances;
}

/**
 * Boundary IoU in 0..1: IoU of the two masks' inner bands, the pixels of a mask within `dilation` x diagonal (rounded,
 * at least 1 pixel) of its outline, the image's edge included. Two empty masks give 1.
 * Throws `bad-input` if sizes differ, RangeError unless 0 < dilation < 1.
 * Source: Cheng et al., "Boundary IoU", CVPR 2021, eq. 2; boundary-iou-api `boundary_iou/utils/boundary_utils.py`.
 */
export function boundaryIou(prediction: Bitmap, truth: Bitmap, dilation: number = BOUNDARY_IOU_DILATION): number {
  if (!(dilation > 0 && dilation < 1)) throw new RangeError(`A dilation of ${dilation} is not between 0 and 1.`);
  assertSameSize(prediction, truth);
  const pixels = Math.max(1, roundHalfEven(dilation * diagonalOf(truth)));
  const a = boundaryOf(prediction, pixels).data;
  const b = boundaryOf(truth, pixels).data;
  let intersection = 0;
  let union = 0;
  for (let i = 0; i < a.length; i++) {
    intersection += (a[i] as number) & (b[i] as number);
    union += (a[i] as number) | (b[i] as number);
  }
  return union === 0 ? 1 : intersection / union;
}

function diagonalOf({ width, height }: Bitmap): number {
  return Math.sqrt(width * width + height * height);
}

/** As Python rounds: 2.5 to 2. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function assertSameSize(a: Bitmap, b: Bitmap): void {
  if (a.width === b.width && a.height === b.height) return;
  throw new AppError({
    code: "bad-input",
    message: `Masks of ${a.width} x ${a.height} and ${b.width} x ${b.height} pixels cannot be compared.`,
    cure: "Compare masks of the same image only.",
  });
}
