import { type BBox, type Rle, runsToCounts } from "#core/masks";
import { LOW_RES_SIDE, SAM_SIDE, type SamGeometry } from "./geometry.ts";

/**
 * Where each pixel of one axis of the original image reads the 256 low-resolution cells. SAM1's two bilinear steps in a
 * row (256 -> 1024, crop, -> original) are one linear map with at most three neighbouring taps; SAM2's one step has two.
 */
interface AxisTaps {
  readonly first: Int32Array;
  /** Three weights a pixel, summing to 1. */
  readonly weights: Float64Array;
}

/**
 * Bilinear sampling at half-pixel centres, align_corners = false, borders clamped: two cells and the second's share.
 * The place is rounded to 32 bits at each step, as torch's interpolate does on float32: in 64 bits it would lie up to
 * 5e-5 cells beside, which at a steep edge puts a pixel on the other side of a threshold.
 */
function bilinear(index: number, source: number, target: number): readonly [number, number, number] {
  const place = Math.fround(Math.fround((index + 0.5) * Math.fround(source / target)) - 0.5);
  const at = Math.min(Math.max(place, 0), source - 1);
  const low = Math.floor(at);
  return [low, Math.min(low + 1, source - 1), at - low];
}

/** SAM2 (sam2, `utils/transforms.py`, postprocess_masks): 256 -> original at once. */
function oneStepTaps(original: number): AxisTaps {
  const first = new Int32Array(original);
  const weights = new Float64Array(original * 3);
  for (let pixel = 0; pixel < original; pixel++) {
    const [low, , share] = bilinear(pixel, LOW_RES_SIDE, original);
    first[pixel] = low;
    // At the last cell the share is 0, so that its missing neighbour doesn't count.
    weights[pixel * 3] = 1 - share;
    weights[pixel * 3 + 1] = share;
  }
  return { first, weights };
}

function twoStepTaps(original: number, scaled: number): AxisTaps {
  const first = new Int32Array(original);
  const weights = new Float64Array(original * 3);
  for (let pixel = 0; pixel < original; pixel++) {
    const [low, high, share] = bilinear(pixel, scaled, original);
    const start = bilinear(low, LOW_RES_SIDE, SAM_SIDE)[0];
    first[pixel] = start;
    for (const [middle, part] of [
      [low, 1 - share],
      [high, share],
    ] as const) {
      const [a, b, second] = bilinear(middle, LOW_RES_SIDE, SAM_SIDE);
      const base = pixel * 3 - start;
      weights[base + a] = (weights[base + a] as number) + part * (1 - second);
      weights[base + b] = (weights[base + b] as number) + part * second;
    }
  }
  return { first, weights };
}

/** Pixels [from, to) that share their taps. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly first: number;
}

function blocksOf(taps: AxisTaps): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  for (let pixel = 1; pixel <= taps.first.length; pixel++) {
    if (pixel < taps.first.length && taps.first[pixel] === taps.first[from]) continue;
    blocks.push({ from, to: pixel, first: taps.first[from] as number });
    from = pixel;
  }
  return blocks;
}

/** The tables of one image size; made once, used for each of its masks. */
export interface MaskSampler {
  readonly geometry: SamGeometry;
  readonly columns: AxisTaps;
  readonly rows: AxisTaps;
  readonly blocks: readonly Block[];
}

export function createMaskSampler(geometry: SamGeometry): MaskSampler {
  const { family, width, height, scaledWidth, scaledHeight } = geometry;
  const rows = family === "sam2" ? oneStepTaps(height) : twoStepTaps(height, scaledHeight);
  const columns = family === "sam2" ? oneStepTaps(width) : twoStepTaps(width, scaledWidth);
  return { geometry, rows, columns, blocks: blocksOf(rows) };
}

/** A mask at the original size. */
export interface MaskScan {
  readonly rle: Rle;
  /** Pixels with logit > 0. */
  readonly area: number;
  readonly bbox: BBox;
  /** #(logit > offset) / #(logit > -offset) at full resolution, 0..1; null for 0/0. */
  readonly stability: number | null;
}

/** A convex combination may leave its bounds by rounding alone; logits are of the order of 10. */
const MARGIN = 1e-4;

/**
 * Upsamples one low-resolution mask of logits, float32[256,256], to the original size, binarises it at 0 and measures
 * it, in one pass that never holds the full-size logits: columns are interpolated one at a time, stretches whose taps
 * all lie beyond the thresholds are counted without looking at their pixels, and the runs come out in COCO's order.
 * Sources: segment-anything `modeling/sam.py` and sam2 `utils/transforms.py`, postprocess_masks; `utils/amg.py`,
 * calculate_stability_score.
 */
export function scanMask(logits: Float32Array, sampler: MaskSampler, stabilityOffset: number): MaskScan {
  const { width, height } = sampler.geometry;
  const { columns, rows, blocks } = sampler;
  const side = LOW_RES_SIDE;
  const usedRows = Math.min(side, (rows.first[height - 1] as number) + 3);
  const { transposed, peaks } = transpose(logits, usedRows);
  // Three cells beyond the end are read with weight 0.
  const column = new Float64Array(side + 3);
  const runs = new RunWriter(height);
  let surelyIn = 0;
  let possiblyIn = 0;

  for (let x = 0; x < width; x++) {
    const c = columns.first[x] as number;
    const c1 = Math.min(c + 1, side - 1);
    const c2 = Math.min(c + 2, side - 1);
    if (Math.max(peaks[c] as number, peaks[c1] as number, peaks[c2] as number) < -stabilityOffset - MARGIN) {
      runs.add(0, height);
      continue;
    }
    const wa = columns.weights[x * 3] as number;
    const wb = columns.weights[x * 3 + 1] as number;
    const wc = columns.weights[x * 3 + 2] as number;
    for (let r = 0; r < usedRows; r++) {
      column[r] =
        wa * (transposed[c * side + r] as number) +
        wb * (transposed[c1 * side + r] as number) +
        wc * (transposed[c2 * side + r] as number);
    }
    // Beyond the last cell the last one is repeated, so that the bounds of a block stay tight.
    column.fill(column[usedRows - 1] as number, usedRows);

    for (const { from, to, first } of blocks) {
      const a = column[first] as number;
      const b = column[first + 1] as number;
      const d = column[first + 2] as number;
      if (a < -stabilityOffset - MARGIN && b < -stabilityOffset - MARGIN && d < -stabilityOffset - MARGIN) {
        runs.add(0, to - from);
      } else if (a > stabilityOffset + MARGIN && b > stabilityOffset + MARGIN && d > stabilityOffset + MARGIN) {
        runs.add(1, to - from);
        surelyIn += to - from;
        possiblyIn += to - from;
      } else {
        for (let y = from, w = from * 3; y < to; y++, w += 3) {
          const logit =
            a * (rows.weights[w] as number) + b * (rows.weights[w + 1] as number) + d * (rows.weights[w + 2] as number);
          runs.add(logit > 0 ? 1 : 0, 1);
          if (logit > stabilityOffset) surelyIn++;
          if (logit > -stabilityOffset) possiblyIn++;
        }
      }
    }
  }
  return {
    rle: { size: [height, width], counts: runsToCounts(runs.finish()) },
    area: runs.area,
    bbox: runs.bbox(),
    stability: possiblyIn === 0 ? null : surelyIn / possiblyIn,
  };
}

/** Column-major copy of the rows in use, with the largest logit of each column. */
function transpose(logits: Float32Array, usedRows: number): { transposed: Float32Array; peaks: Float64Array } {
  const side = LOW_RES_SIDE;
  const transposed = new Float32Array(side * side);
  const peaks = new Float64Array(side).fill(Number.NEGATIVE_INFINITY);
  for (let r = 0; r < usedRows; r++) {
    for (let c = 0; c < side; c++) {
      const value = logits[r * side + c] as number;
      transposed[c * side + r] = value;
      if (value > (peaks[c] as number)) peaks[c] = value;
    }
  }
  return { transposed, peaks };
}

/** Collects column-major runs, starting with background, and the area and box of what is set. */
class RunWriter {
  area = 0;
  private readonly runs: number[] = [];
  private current = 0;
  private length = 0;
  private position = 0;
  private left = Number.POSITIVE_INFINITY;
  private right = -1;
  private top = Number.POSITIVE_INFINITY;
  private bottom = -1;

  constructor(private readonly height: number) {}

  /** `count` pixels of one value, within one column. */
  add(value: 0 | 1, count: number): void {
    if (value !== this.current) {
      this.runs.push(this.length);
      this.current = value;
      this.length = 0;
    }
    if (value === 1) {
      const x = Math.floor(this.position / this.height);
      const y = this.position - x * this.height;
      if (x < this.left) this.left = x;
      if (x > this.right) this.right = x;
      if (y < this.top) this.top = y;
      if (y + count - 1 > this.bottom) this.bottom = y + count - 1;
      this.area += count;
    }
    this.length += count;
    this.position += count;
  }

  finish(): number[] {
    return [...this.runs, this.length];
  }

  bbox(): BBox {
    if (this.right < 0) return [0, 0, 0, 0];
    return [this.left, this.top, this.right - this.left + 1, this.bottom - this.top + 1];
  }
}
