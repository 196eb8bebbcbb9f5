import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  auroc,
  bootstrapInterval,
  calibrationCurve,
  cohenKappa,
  detectionLogLinear,
  fleissKappa,
  gIouTerm,
  IouAccumulator,
  type IouTally,
  intervalsOf,
  kendallTauB,
  krippendorffAlpha,
  macroResamples,
  meanAbsoluteError,
  resampleIou,
  seededDraws,
  spearman,
} from "#core/metrics";

describe("statistics", () => {
  it("refuse unpaired and non-finite values", () => {
    expect(() => spearman([1, 2], [1])).toThrow(RangeError);
    expect(() => meanAbsoluteError([Number.NaN], [1])).toThrow(RangeError);
    expect(() => auroc([0.5], [true, false])).toThrow(RangeError);
    expect(() => calibrationCurve([1.1], [1])).toThrow(RangeError);
  });

  test("Kendall's tau-b by sorting equals counting all pairs", () => {
    const values = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(values, (pairs) => {
        const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
        let [sum, untiedA, untiedB] = [0, 0, 0];
        for (let i = 0; i < a.length; i++) {
          for (let j = 0; j < i; j++) {
            const da = Math.sign((a[i] as number) - (a[j] as number));
            const db = Math.sign((b[i] as number) - (b[j] as number));
            sum += da * db;
            untiedA += Math.abs(da);
            untiedB += Math.abs(db);
          }
        }
        const tau = kendallTauB(a, b);
        if (untiedA === 0 || untiedB === 0) expect(tau).toBeNull();
        else expect(tau).toBeCloseTo(sum / Math.sqrt(untiedA * untiedB), 12);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test("ties in the AUROC count half", () => {
    expect(auroc([0.5, 0.5], [true, false])).toBe(0.5);
    expect(auroc([0.9, 0.5, 0.5, 0.1], [true, true, false, false])).toBe(0.875);
  });

  test("a calibration bin holds its lower edge and not its upper one, the last one both", () => {
    const bins = calibrationCurve([0, 0.1, 0.3, 0.7, 1], [0, 0, 0, 0, 1]);
    expect(bins.map(({ count }) => count)).toEqual([1, 1, 0, 1, 0, 0, 0, 1, 0, 1]);
    expect(bins[2]).toEqual({ from: 0.2, to: 0.3, count: 0, meanPredicted: null, meanTrue: null });
    expect(bins[9]).toMatchObject({ meanPredicted: 1, meanTrue: 1 });
  });

  test("weights of kappa go by the order that is given", () => {
    const [a, b] = [
      ["bad", "fair", "good"],
      ["fair", "fair", "good"],
    ];
    const byOrder = cohenKappa(a, b, { weights: "linear", categories: ["bad", "fair", "good"] });
    const shuffled = cohenKappa(a, b, { weights: "linear", categories: ["fair", "good", "bad"] });
    expect(byOrder).not.toBe(shuffled);
    expect(() => cohenKappa(["odd"], ["bad"], { categories: ["bad"] })).toThrow(RangeError);
  });

  it("refuse ratings that don't fit", () => {
    expect(() =>
      fleissKappa([
        [2, 1],
        [1, 1],
      ]),
    ).toThrow(RangeError);
    expect(() => fleissKappa([[1, 0]])).toThrow(RangeError);
    expect(() => krippendorffAlpha([["a"], ["b"]], "interval")).toThrow(RangeError);
    expect(() => krippendorffAlpha([["a"], ["b"]], "ordinal")).toThrow(RangeError);
    expect(() => krippendorffAlpha([["a"], ["a", "b"]], "nominal")).toThrow(RangeError);
    expect(
      krippendorffAlpha(
        [
          ["a", "b"],
          ["b", "b"],
        ],
        "ordinal",
        ["a", "b"],
      ),
    ).not.toBeNull();
    expect(() => detectionLogLinear({ hits: -1, misses: 1, falseAlarms: 1, correctRejections: 1 })).toThrow(RangeError);
  });
});

describe("bootstrap", () => {
  const draw = seededDraws(3);
  const tallies = Array.from({ length: 200 }, () => {
    const union = 50 + draw(100);
    return { intersection: draw(union + 1), union };
  });
  const options = { resamples: 500, seed: 42 };

  it("gives the same interval for the same seed and another for another", () => {
    const once = intervalsOf(resampleIou(tallies, "lisa", options));
    expect(intervalsOf(resampleIou(tallies, "lisa", options))).toEqual(once);
    expect(intervalsOf(resampleIou(tallies, "lisa", { ...options, seed: 43 }))).not.toEqual(once);
  });

  it("holds the figure itself, and is what any statistic over the same draws gives", () => {
    const all = new IouAccumulator("lisa");
    for (const tally of tallies) all.add(tally);
    const interval = intervalsOf(resampleIou(tallies, "lisa", options))?.gIoU;
    const gIoU = all.result()?.gIoU as number;
    expect(interval?.low).toBeLessThan(gIoU);
    expect(interval?.high).toBeGreaterThan(gIoU);
    const mean = (indices: Uint32Array) =>
      indices.reduce((sum, i) => sum + gIouTerm(tallies[i] as IouTally), 0) / indices.length;
    expect(bootstrapInterval(tallies.length, mean, options)).toEqual(interval);
  });

  it("is about as wide as theory says", () => {
    const values = tallies.map(gIouTerm);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
    const interval = intervalsOf(resampleIou(tallies, "lisa", { resamples: 4000, seed: 1 }))?.gIoU;
    const width = (interval?.high ?? 0) - (interval?.low ?? 0);
    expect(width / ((2 * 1.96 * deviation) / Math.sqrt(values.length))).toBeCloseTo(1, 1);
  });

  it("resamples categories by themselves in the macro mean", () => {
    const perfect = [{ intersection: 1000, union: 1000 }];
    const parts = [resampleIou(tallies, "lisa", options), resampleIou(perfect, "lisa", options)];
    const macro = macroResamples(parts);
    expect(macro.gIoU[7]).toBeCloseTo(((parts[0]?.gIoU[7] as number) + (parts[1]?.gIoU[7] as number)) / 2, 14);
  });

  it("draws evenly, and refuses senseless requests", () => {
    const seven = seededDraws(0);
    const tally = new Uint32Array(7);
    for (let i = 0; i < 70_000; i++) {
      const k = seven(7);
      tally[k] = (tally[k] as number) + 1;
    }
    // Five standard deviations (92.6) around 10,000.
    for (const count of tally) expect(Math.abs(count - 10_000)).toBeLessThan(463);
    expect(() => resampleIou(tallies, "lisa", { resamples: 0, seed: 1 })).toThrow(RangeError);
    expect(() => resampleIou(tallies, "lisa", { resamples: 1, seed: -1 })).toThrow(RangeError);
    expect(() => resampleIou([], "lisa", options)).toThrow(RangeError);
    expect(() => bootstrapInterval(1, () => 1, { ...options, level: 1 })).toThrow(RangeError);
  });
});
