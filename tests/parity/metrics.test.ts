import { describe, expect, test } from "vitest";
import { decodeRle, type Rle } from "#core/masks";
import {
  aurocOfGoodMasks,
  averageRanks,
  boundaryF,
  boundaryIou,
  CONVENTIONS,
  calibrationCurve,
  cohenKappa,
  detectionLogLinear,
  expectedCalibrationError,
  fleissKappa,
  gIouTerm,
  IouAccumulator,
  kendallTauB,
  krippendorffAlpha,
  meanAbsoluteError,
  normalQuantile,
  percentileInterval,
  spearman,
  tallyBitmap,
  tallyRle,
} from "#core/metrics";
import vectors from "./vectors/metrics.json" with { type: "json" };

const DIGITS = 12;
const rle = (stored: { size: number[]; counts: string }) => stored as unknown as Rle;
const orNull = (stored: { size: number[]; counts: string } | null) => (stored ? rle(stored) : null);

/** Equal to 12 decimals, or both undefined. */
function expectClose(value: number | null, reference: number | null): void {
  if (reference === null) expect(value).toBeNull();
  else expect(value).toBeCloseTo(reference, DIGITS);
}

describe.each(CONVENTIONS)("gIoU and cIoU as %s computes them", (convention) => {
  const reference = vectors.iou[convention];

  test("every sample's intersection, union and term, on runs and on bitmaps", () => {
    expect(vectors.iou.samples.length).toBe(reference.samples.length);
    for (const [index, sample] of vectors.iou.samples.entries()) {
      const { intersection, union, term } = reference.samples[index] as (typeof reference.samples)[number];
      const [prediction, truth, ignore] = [rle(sample.prediction), rle(sample.truth), orNull(sample.ignore)];
      const onRuns = tallyRle(prediction, truth, ignore, convention);
      const ignored = ignore ? decodeRle(ignore) : null;
      expect(onRuns).toEqual({ intersection, union });
      expect(tallyBitmap(decodeRle(prediction), decodeRle(truth), ignored, convention)).toEqual(onRuns);
      expect(gIouTerm(onRuns)).toBeCloseTo(term, DIGITS);
    }
  });

  test("the figures of all samples, in one go and merged", () => {
    const whole = new IouAccumulator(convention);
    const parts = [new IouAccumulator(convention), new IouAccumulator(convention)] as const;
    for (const [index, sample] of vectors.iou.samples.entries()) {
      const tally = tallyRle(rle(sample.prediction), rle(sample.truth), orNull(sample.ignore), convention);
      whole.add(tally);
      (index % 3 === 0 ? parts[0] : parts[1]).add(tally);
    }
    parts[1].merge(parts[0]);
    for (const result of [whole.result(), parts[1].result()]) {
      expectClose(result?.gIoU ?? null, reference.gIoU);
      expectClose(result?.cIoU ?? null, reference.cIoU);
    }
  });
});

test("the vectors tell the conventions apart and hold the empty cases", () => {
  const { lisa, lens, samples } = vectors.iou;
  expect(Math.abs(lisa.gIoU - lens.gIoU)).toBeGreaterThan(0.01);
  expect(Math.abs(lisa.cIoU - lens.cIoU)).toBeGreaterThan(0.01);
  const empty = lisa.samples.filter(({ union }) => union === 0);
  expect(empty.length).toBeGreaterThan(1);
  expect(empty.every(({ term }) => term === 1)).toBe(true);
  expect(samples.filter(({ ignore }) => ignore).length).toBeGreaterThan(30);
});

describe("boundaries", () => {
  const masks = vectors.boundaries.map((vector, index) => ({ ...vector, index }));

  test.each(masks)("boundary F of pair $index is DAVIS's", ({ prediction, truth, ignore, f }) => {
    const masked = ignore ? decodeRle(rle(ignore)) : null;
    for (const [k, tolerance] of [0.008, 0.03].entries()) {
      const value = boundaryF(decodeRle(rle(prediction)), decodeRle(rle(truth)), { tolerance, ignore: masked });
      expect(value).toBeCloseTo(f[k] as number, DIGITS);
    }
  });

  test.each(masks)("Boundary IoU of pair $index is the reference's", ({ prediction, truth, iou }) => {
    expect(boundaryIou(decodeRle(rle(prediction)), decodeRle(rle(truth)))).toBeCloseTo(iou, DIGITS);
  });
});

test.each(vectors.pairs.map((pair) => ({ ...pair, n: pair.a.length })))(
  "rank correlation, error and calibration of $n pairs are scipy's, scikit-learn's and numpy's",
  (pair) => {
    expect([...averageRanks(pair.a)]).toEqual(pair.ranks);
    expectClose(spearman(pair.a, pair.b), pair.spearman);
    expectClose(kendallTauB(pair.a, pair.b), pair.kendall);
    expectClose(meanAbsoluteError(pair.a, pair.b), pair.mae);
    expectClose(aurocOfGoodMasks(pair.a, pair.b), pair.auroc);
    expect(calibrationCurve(pair.a, pair.b).map((bin) => bin.count)).toEqual(pair.counts);
    expectClose(expectedCalibrationError(pair.a, pair.b), pair.ece);
    const interval = percentileInterval(Float64Array.from(pair.a), 0.95);
    expectClose(interval?.low ?? null, pair.percentiles[0] as number);
    expectClose(interval?.high ?? null, pair.percentiles[1] as number);
  },
);

test.each(vectors.cohen.map((vector) => ({ ...vector, n: vector.a.length })))(
  "Cohen's kappa of $n items is scikit-learn's, with and without weights",
  ({ a, b, ...reference }) => {
    for (const weights of ["none", "linear", "quadratic"] as const) {
      expectClose(cohenKappa(a, b, { weights }), reference[weights]);
    }
  },
);

test.each(vectors.fleiss.map((vector) => ({ ...vector, n: vector.counts.length })))(
  "Fleiss' kappa of $n items is statsmodels'",
  ({ counts, kappa }) => expectClose(fleissKappa(counts), kappa),
);

test.each(vectors.krippendorff.map((vector) => ({ ...vector, raters: vector.ratings.length })))(
  "Krippendorff's alpha of $raters raters is the krippendorff package's, missing ratings included",
  ({ ratings, ...reference }) => {
    for (const level of ["nominal", "ordinal", "interval"] as const) {
      expectClose(krippendorffAlpha<number>(ratings, level), reference[level]);
    }
  },
);

test.each(vectors.detection)("d' and criterion of $counts are scipy's norm.ppf", ({ counts, dPrime, criterion }) => {
  const [hits, misses, falseAlarms, correctRejections] = counts as [number, number, number, number];
  const result = detectionLogLinear({ hits, misses, falseAlarms, correctRejections });
  expectClose(result?.dPrime ?? null, dPrime);
  expectClose(result?.criterion ?? null, criterion);
});

test.each(vectors.quantiles as [number, number][])("the normal quantile of %d is scipy's", (p, x) => {
  expect(normalQuantile(p)).toBeCloseTo(x, DIGITS);
});
