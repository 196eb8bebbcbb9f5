import { type Convention, CUMULATIVE_EPSILON } from "./convention.ts";
import { seededDraws } from "./random.ts";
import { gIouTerm, type IouTally } from "./tally.ts";

export interface BootstrapOptions {
  /** How often the samples are drawn anew, with replacement. */
  readonly resamples: number;
  /** 0..2^32 - 1; the same seed gives the same interval. Generator: see `seededDraws`. */
  readonly seed: number;
  /** Share of the resampled values inside, 0..1; 0.95 when left out. */
  readonly level?: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13) of any statistic:
 * `statistic` gets the indices of one resample (n of them, reused between calls) and answers a number, or null where
 * it is undefined; such resamples are left out. Null without samples or without a defined value.
 * Throws RangeError for resamples, seed or level out of range.
 */
export function bootstrapInterval(
  samples: number,
  statistic: (indices: Uint32Array) => number | null,
  options: BootstrapOptions,
): Interval | null {
  const { resamples, seed, level } = checked(options);
  if (samples === 0) return null;
  const draw = seededDraws(seed);
  const indices = new Uint32Array(samples);
  const values: number[] = [];
  for (let round = 0; round < resamples; round++) {
    for (let i = 0; i < samples; i++) indices[i] = draw(samples);
    const value = statistic(indices);
    if (value !== null && !Number.isNaN(value)) values.push(value);
  }
  return percentileInterval(Float64Array.from(values), level);
}

/** Intervals of gIoU and cIoU, from the same resamples. */
export interface IouIntervals {
  readonly gIoU: Interval;
  readonly cIoU: Interval;
}

/** gIoU and cIoU of every resample; of one set of samples, or their macro mean. */
export interface IouResamples {
  readonly gIoU: Float64Array;
  readonly cIoU: Float64Array;
}

/** gIoU and cIoU of `resamples` resamples of these samples. Throws RangeError without samples. */
export function resampleIou(
  tallies: readonly IouTally[],
  convention: Convention,
  options: BootstrapOptions,
): IouResamples {
  const { resamples, seed } = checked(options);
  const n = tallies.length;
  if (n === 0) throw new RangeError("Nothing can be drawn from no samples.");
  const terms = Float64Array.from(tallies, gIouTerm);
  const intersections = Float64Array.from(tallies, (tally) => tally.intersection);
  const unions = Float64Array.from(tallies, (tally) => tally.union);
  const draw = seededDraws(seed);
  const gIoU = new Float64Array(resamples);
  const cIoU = new Float64Array(resamples);
  for (let round = 0; round < resamples; round++) {
    let term = 0;
    let intersection = 0;
    let union = 0;
    for (let i = 0; i < n; i++) {
      const k = draw(n);
      term += terms[k] as number;
      intersection += intersections[k] as number;
      union += unions[k] as number;
    }
    gIoU[round] = term / n;
    cIoU[round] = intersection / (union + CUMULATIVE_EPSILON[convention]);
  }
  return { gIoU, cIoU };
}

/** Resamples of the macro mean: each category was resampled by itself, so that none of them vanishes. */
export function macroResamples(categories: readonly IouResamples[]): IouResamples {
  const rounds = categories[0]?.gIoU.length ?? 0;
  const mean = (pick: (part: IouResamples) => Float64Array) =>
    Float64Array.from({ length: rounds }, (_, round) => {
      const sum = categories.reduce((total, part) => total + (pick(part)[round] as number), 0);
      return sum / categories.length;
    });
  return { gIoU: mean((part) => part.gIoU), cIoU: mean((part) => part.cIoU) };
}

/** The intervals that resamples span. Null without resamples. Throws RangeError unless 0 < level < 1. */
export function intervalsOf(resamples: IouResamples, level = 0.95): IouIntervals | null {
  const gIoU = percentileInterval(resamples.gIoU, level);
  const cIoU = percentileInterval(resamples.cIoU, level);
  return gIoU && cIoU && { gIoU, cIoU };
}

/** The percentiles (1 - level)/2 and (1 + level)/2, interpolated linearly as numpy's `percentile` does. */
export function percentileInterval(values: Float64Array, level: number): Interval | null {
  if (!(level > 0 && level < 1)) throw new RangeError(`A level of ${level} is not between 0 and 1.`);
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const lower = sorted[below] as number;
    const upper = sorted[Math.min(below + 1, sorted.length - 1)] as number;
    return lower + (upper - lower) * (place - below);
  };
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

function checked(options: BootstrapOptions): Required<BootstrapOptions> {
  const { resamples, seed, level = 0.95 } = options;
  if (!Number.isInteger(resamples) || resamples < 1) throw new RangeError(`${resamples} resamples cannot be drawn.`);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) throw new RangeError(`${seed} is no seed.`);
  if (!(level > 0 && level < 1)) throw new RangeError(`A level of ${level} is not between 0 and 1.`);
  return { resamples, seed, level };
}
