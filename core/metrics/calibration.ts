import { assertPaired, averageRanks } from "./rank-correlation.ts";

/** Mean of |predicted - true|; null for no pairs. Throws RangeError for unpaired or non-finite values. */
export function meanAbsoluteError(predicted: ArrayLike<number>, actual: ArrayLike<number>): number | null {
  assertPaired(predicted, actual);
  let sum = 0;
  for (let i = 0; i < predicted.length; i++) sum += Math.abs((predicted[i] as number) - (actual[i] as number));
  return predicted.length === 0 ? null : sum / predicted.length;
}

/** One bin of a calibration curve; the means are null where nothing fell into it. */
export interface CalibrationBin {
  /** Predictions of from <= p < to; the last bin holds 1 too. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanPredicted: number | null;
  readonly meanTrue: number | null;
}

/**
 * Predictions in 0..1 sorted into bins of equal width, with the mean prediction and the mean truth of each.
 * Throws RangeError for unpaired values, predictions outside 0..1 or a bin count that is no positive integer.
 */
export function calibrationCurve(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  bins = 10,
): readonly CalibrationBin[] {
  assertPaired(predicted, actual);
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`A calibration curve cannot have ${bins} bins.`);
  const counts = new Float64Array(bins);
  const sumPredicted = new Float64Array(bins);
  const sumTrue = new Float64Array(bins);
  for (let i = 0; i < predicted.length; i++) {
    const p = predicted[i] as number;
    if (p < 0 || p > 1) throw new RangeError(`Prediction ${i} is ${p}, outside 0..1.`);
    const bin = binOf(p, bins);
    counts[bin] = (counts[bin] as number) + 1;
    sumPredicted[bin] = (sumPredicted[bin] as number) + p;
    sumTrue[bin] = (sumTrue[bin] as number) + (actual[i] as number);
  }
  return Array.from({ length: bins }, (_, bin) => {
    const count = counts[bin] as number;
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      count,
      meanPredicted: count === 0 ? null : (sumPredicted[bin] as number) / count,
      meanTrue: count === 0 ? null : (sumTrue[bin] as number) / count,
    };
  });
}

/** The bin whose printed edges hold `p`: p * bins alone may round across an edge. */
function binOf(p: number, bins: number): number {
  let bin = Math.min(bins - 1, Math.floor(p * bins));
  if (bin > 0 && p < bin / bins) bin--;
  if (bin < bins - 1 && p >= (bin + 1) / bins) bin++;
  return bin;
}

/**
 * Expected calibration error in 0..1: mean of |meanTrue - meanPredicted| over the bins, weighted by their counts
 * (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, eq. 5, with IoU in place of accuracy).
 * Null for no pairs.
 */
export function expectedCalibrationError(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  bins = 10,
): number | null {
  if (predicted.length === 0) return null;
  let sum = 0;
  for (const { count, meanPredicted, meanTrue } of calibrationCurve(predicted, actual, bins)) {
    if (meanPredicted !== null && meanTrue !== null) sum += count * Math.abs(meanTrue - meanPredicted);
  }
  return sum / predicted.length;
}

/**
 * Area under the ROC curve in 0..1, by the rank sum (Mann-Whitney); a tie between a positive and a negative counts
 * half. Null where there are no positives or no negatives. Throws RangeError for unpaired or non-finite values.
 */
export function auroc(scores: ArrayLike<number>, positive: ArrayLike<boolean>): number | null {
  const flags = Float64Array.from({ length: positive.length }, (_, i) => (positive[i] ? 1 : 0));
  assertPaired(scores, flags);
  const ranks = averageRanks(scores);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < flags.length; i++) {
    if (flags[i] === 0) continue;
    positives++;
    rankSum += ranks[i] as number;
  }
  const negatives = flags.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** AUROC of telling masks of IoU >= `threshold` from the others by their scores. */
export function aurocOfGoodMasks(scores: ArrayLike<number>, ious: ArrayLike<number>, threshold = 0.5): number | null {
  return auroc(
    scores,
    Array.from({ length: ious.length }, (_, i) => (ious[i] as number) >= threshold),
  );
}
