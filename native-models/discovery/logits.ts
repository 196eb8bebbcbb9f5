import type { LogitMap, Region } from "#core/samples";
import type { MaskSampler } from "#native-models/sam";
import type { PixelRange } from "./regions.ts";

type Taps = MaskSampler["rows"];

/**
 * The logit map Z at the original resolution (paper 4.2), never held in full: SAM's low-resolution logits,
 * float32[side, side], and the sampler that says which of them each pixel of the image is mixed of.
 */
export interface LogitField {
  readonly logits: Float32Array;
  readonly sampler: Pick<MaskSampler, "rows" | "columns"> & {
    readonly geometry: { readonly width: number; readonly height: number };
  };
}

/** Taps a pixel and axis, as the sampler keeps them. */
const TAPS = 3;

/** Z at one pixel, rounded to 32 bits as the reference's tensors are; equal cells give exactly their own value. */
export function logitAt({ logits, sampler }: LogitField, x: number, y: number): number {
  const side = Math.sqrt(logits.length);
  const row = sampler.rows.first[y] as number;
  const col = sampler.columns.first[x] as number;
  let sum = 0;
  for (let r = 0; r < TAPS; r++) {
    const wr = sampler.rows.weights[y * TAPS + r] as number;
    if (wr === 0) continue;
    for (let c = 0; c < TAPS; c++) {
      const wc = sampler.columns.weights[x * TAPS + c] as number;
      if (wc !== 0) sum += wr * wc * (logits[(row + r) * side + col + c] as number);
    }
  }
  return Math.fround(sum);
}

/** How much each low-resolution cell from `first` on counts in the mean over a stretch of an axis; sums to 1. */
interface MeanWeights {
  readonly first: number;
  readonly weights: Float64Array;
}

/** The mean over [from, to) of an axis, a pixel counting with the part of it that lies inside. */
function meanWeights(taps: Taps, from: number, to: number): MeanWeights {
  const start = Math.floor(from);
  const end = Math.min(taps.first.length, Math.ceil(to));
  const first = taps.first[start] as number;
  const weights = new Float64Array((taps.first[end - 1] as number) - first + TAPS);
  for (let pixel = start; pixel < end; pixel++) {
    const share = (Math.min(pixel + 1, to) - Math.max(pixel, from)) / (to - from);
    const base = (taps.first[pixel] as number) - first;
    for (let tap = 0; tap < TAPS; tap++) {
      weights[base + tap] = (weights[base + tap] as number) + share * (taps.weights[pixel * TAPS + tap] as number);
    }
  }
  return { first, weights };
}

/** rows^T L columns. */
function weightedMean(logits: Float32Array, rows: MeanWeights, columns: MeanWeights): number {
  const side = Math.sqrt(logits.length);
  let mean = 0;
  for (let r = 0; r < rows.weights.length; r++) {
    const wr = rows.weights[r] as number;
    // Taps beyond the last cell have no weight, and no logit either.
    if (wr === 0) continue;
    const at = (rows.first + r) * side + columns.first;
    let row = 0;
    for (let c = 0; c < columns.weights.length; c++) {
      const wc = columns.weights[c] as number;
      if (wc !== 0) row += wc * (logits[at + c] as number);
    }
    mean += wr * row;
  }
  return mean;
}

/**
 * The mean of Z over a region inside the image (paper 4.2, "the average logit values of their corresponding regions in
 * Z"). Pixels that the region cuts count with the part inside, so that a region smaller than a pixel has a mean too.
 * Upsampling is linear and separable, hence the mean over the pixels is w_rows^T L w_columns with L the low-resolution
 * logits: exact, and no pixel of Z is computed.
 */
export function regionMean({ logits, sampler }: LogitField, region: Region): number {
  const rows = meanWeights(sampler.rows, region.y0, region.y1);
  return weightedMean(logits, rows, meanWeights(sampler.columns, region.x0, region.x1));
}

/** Longest side of the map that a screen gets. */
const MAP_SIDE = 64;

/** Z for a screen: means over a grid of at most 64 x 64 cells with the image's aspect, as bytes from min to max. */
export function logitMap({ logits, sampler }: LogitField): LogitMap {
  const { width, height } = sampler.geometry;
  const scale = Math.min(1, MAP_SIDE / Math.max(width, height));
  const rows = Math.max(1, Math.round(height * scale));
  const cols = Math.max(1, Math.round(width * scale));
  const along = (taps: Taps, cells: number, length: number) =>
    Array.from({ length: cells }, (_, i) => meanWeights(taps, (i * length) / cells, ((i + 1) * length) / cells));
  const columns = along(sampler.columns, cols, width);
  const means = along(sampler.rows, rows, height).flatMap((row) =>
    columns.map((column) => weightedMean(logits, row, column)),
  );
  const min = means.reduce((a, b) => Math.min(a, b));
  const max = means.reduce((a, b) => Math.max(a, b));
  const span = max > min ? max - min : 1;
  const bytes = Uint8Array.from(means, (mean) => Math.round(((mean - min) / span) * 255));
  return { rows, cols, min, max, data: Buffer.from(bytes).toString("base64") };
}

/** Pixels [from, to) of an axis that are mixed of the same cells, `first` and the two after it. */
interface TapRun {
  readonly from: number;
  readonly to: number;
  readonly first: number;
}

function tapRuns(taps: Taps, from: number, to: number): TapRun[] {
  const runs: TapRun[] = [];
  let start = from;
  for (let pixel = from + 1; pixel <= to; pixel++) {
    if (pixel < to && taps.first[pixel] === taps.first[start]) continue;
    runs.push({ from: start, to: pixel, first: taps.first[start] as number });
    start = pixel;
  }
  return runs;
}

/** A pixel and Z there. */
export interface LogitPixel {
  readonly x: number;
  readonly y: number;
  readonly logit: number;
}

/**
 * The pixel with the lowest Z among `pixels`, of equal ones the first in row-major order; null if Z is nowhere below
 * `below`. Exact: pixels that are mixed of the same cells cannot lie below the smallest of these, so only blocks whose
 * cells promise a lower value than the best so far are looked at pixel by pixel, and of a flat block one pixel.
 */
export function lowestPixel(field: LogitField, pixels: PixelRange, below: number): LogitPixel | null {
  if (pixels.x0 >= pixels.x1 || pixels.y0 >= pixels.y1) return null;
  const search = new LowestSearch(field, below);
  const columns = tapRuns(field.sampler.columns, pixels.x0, pixels.x1);
  const rows = tapRuns(field.sampler.rows, pixels.y0, pixels.y1);
  let promising: readonly [TapRun, TapRun] | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    for (const column of columns) {
      const { min } = search.bounds(row.first, column.first);
      if (min >= lowest) continue;
      lowest = min;
      promising = [row, column];
    }
  }
  if (promising === null || !(lowest < below)) return null;
  search.visit(...promising);
  for (const row of rows) for (const column of columns) search.visit(row, column);
  return search.best;
}

class LowestSearch {
  best: LogitPixel | null = null;
  private readonly side: number;

  constructor(
    private readonly field: LogitField,
    private readonly below: number,
  ) {
    this.side = Math.sqrt(field.logits.length);
  }

  /** Smallest and largest of the cells that a block is mixed of. */
  bounds(row: number, col: number): { min: number; max: number } {
    const { logits } = this.field;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let r = row; r < Math.min(row + TAPS, this.side); r++) {
      for (let c = col; c < Math.min(col + TAPS, this.side); c++) {
        const value = logits[r * this.side + c] as number;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    return { min, max };
  }

  visit(rows: TapRun, columns: TapRun): void {
    const { min, max } = this.bounds(rows.first, columns.first);
    if (!this.improves(columns.from, rows.from, min)) return;
    if (min === max) {
      // No -0, as a sum has none.
      this.best = { x: columns.from, y: rows.from, logit: min + 0 };
      return;
    }
    for (let y = rows.from; y < rows.to; y++) {
      for (let x = columns.from; x < columns.to; x++) {
        const logit = logitAt(this.field, x, y);
        if (this.improves(x, y, logit)) this.best = { x, y, logit };
      }
    }
  }

  private improves(x: number, y: number, logit: number): boolean {
    const { best } = this;
    if (best === null) return logit < this.below;
    if (logit !== best.logit) return logit < best.logit;
    return y < best.y || (y === best.y && x < best.x);
  }
}
