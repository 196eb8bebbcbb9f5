import { AppError } from "#core/errors";
import { type Bitmap, countsToRuns, type Rle } from "#core/masks";
import { type Convention, UNION_EPSILON } from "./convention.ts";

/** Pixels of class 1 (the target) that one sample adds to I and U. Whole numbers, intersection <= union. */
export interface IouTally {
  readonly intersection: number;
  readonly union: number;
}

/** Pixel counts from which the tallies of both conventions follow. `inside` means outside of the ignore region. */
interface PixelCounts {
  /** Prediction and truth, inside. */
  readonly both: number;
  readonly prediction: number;
  readonly predictionInside: number;
  /** Truth, inside: where a pixel is truth and ignored at once, the reference has 255, so ignore wins. */
  readonly truth: number;
}

/**
 * Intersection and union of one sample, straight on the runs (no bitmap is made).
 * `prediction` null is an empty mask; `ignore` null or left out means that every pixel counts.
 * Throws `bad-input` where sizes differ or runs don't fill their size.
 * Source: LISA `utils/utils.py` intersectionAndUnionGPU, class 1.
 */
export function tallyRle(
  prediction: Rle | null,
  truth: Rle,
  ignore: Rle | null | undefined,
  convention: Convention,
): IouTally {
  const [height, width] = truth.size;
  const pixels = height * width;
  for (const other of [prediction, ignore]) if (other) assertSameSize(other.size, truth.size);
  const nothing = [pixels];
  const counts = sweep(
    prediction ? checkedRuns(prediction, pixels) : nothing,
    checkedRuns(truth, pixels),
    ignore ? checkedRuns(ignore, pixels) : nothing,
    pixels,
  );
  return tallyOf(counts, convention);
}

/** The same on bitmaps. */
export function tallyBitmap(
  prediction: Bitmap | null,
  truth: Bitmap,
  ignore: Bitmap | null | undefined,
  convention: Convention,
): IouTally {
  for (const other of [prediction, ignore]) {
    if (other) assertSameSize([other.height, other.width], [truth.height, truth.width]);
  }
  let both = 0;
  let predicted = 0;
  let predictionInside = 0;
  let truthInside = 0;
  for (let i = 0; i < truth.data.length; i++) {
    const p = prediction ? (prediction.data[i] as number) : 0;
    const inside = ignore ? 1 - (ignore.data[i] as number) : 1;
    const t = (truth.data[i] as number) & inside;
    both += p & t;
    predicted += p;
    predictionInside += p & inside;
    truthInside += t;
  }
  return tallyOf({ both, prediction: predicted, predictionInside, truth: truthInside }, convention);
}

function tallyOf(counts: PixelCounts, convention: Convention): IouTally {
  const { both, prediction, predictionInside, truth } = counts;
  const counted = convention === "lisa" ? predictionInside : prediction;
  return { intersection: both, union: counted + truth - both };
}

/** Walks three run lists of one size side by side; odd runs are set. */
function sweep(
  prediction: ArrayLike<number>,
  truth: ArrayLike<number>,
  ignore: ArrayLike<number>,
  pixels: number,
): PixelCounts {
  let both = 0;
  let predicted = 0;
  let predictionInside = 0;
  let truthInside = 0;
  let p = 0;
  let t = 0;
  let g = 0;
  let endP = prediction[0] as number;
  let endT = truth[0] as number;
  let endG = ignore[0] as number;
  let at = 0;
  while (at < pixels) {
    // The runs cover every pixel (checkedRuns), so none of these walks leaves its list.
    while (endP <= at) endP += prediction[++p] as number;
    while (endT <= at) endT += truth[++t] as number;
    while (endG <= at) endG += ignore[++g] as number;
    const end = Math.min(endP, endT, endG);
    const length = end - at;
    const inside = g % 2 === 0;
    if (p % 2 === 1) {
      predicted += length;
      if (inside) predictionInside += length;
    }
    if (t % 2 === 1 && inside) {
      truthInside += length;
      if (p % 2 === 1) both += length;
    }
    at = end;
  }
  return { both, prediction: predicted, predictionInside, truth: truthInside };
}

function checkedRuns(rle: Rle, pixels: number): ArrayLike<number> {
  const runs: ArrayLike<number> = countsToRuns(rle.counts);
  let total = 0;
  for (let i = 0; i < runs.length; i++) total += runs[i] as number;
  if (total === pixels) return runs;
  throw new AppError({
    code: "bad-input",
    message: "This mask is not a valid COCO run-length encoding.",
    where: `its runs cover ${total} pixels, its size has ${pixels}`,
    cure: "Export the mask again with pycocotools or Rea2Seg Studio.",
  });
}

function assertSameSize(size: readonly [number, number], truth: readonly [number, number]): void {
  if (size[0] === truth[0] && size[1] === truth[1]) return;
  throw new AppError({
    code: "bad-input",
    message: `A mask of ${size[1]} x ${size[0]} pixels cannot be compared with a truth of ${truth[1]} x ${truth[0]}.`,
    cure: "Save the mask at the image's own size, without scaling or cropping.",
  });
}

/**
 * A sample's term in gIoU, in 0..1: I/(U + 1e-5), and 1 where U is 0 (nothing meant, nothing predicted).
 * Source: LISA `train_ds.py` validate.
 */
export function gIouTerm(tally: IouTally): number {
  return tally.union === 0 ? 1 : tally.intersection / (tally.union + UNION_EPSILON);
}

/** Plain IoU in 0..1, without an epsilon; 1 where both masks are empty. For rankings and calibration, not for gIoU. */
export function iouOf(tally: IouTally): number {
  return tally.union === 0 ? 1 : tally.intersection / tally.union;
}
