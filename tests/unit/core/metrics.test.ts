import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { createBitmap, encodeRle, type Rle, runsToCounts } from "#core/masks";
import {
  auroc,
  aurocOfGoodMasks,
  bootstrapInterval,
  boundaryF,
  boundaryIou,
  CONVENTIONS,
  candidateOracle,
  cohenKappa,
  detectionLogLinear,
  expectedCalibrationError,
  fleissKappa,
  GroupedIou,
  gIouTerm,
  IouAccumulator,
  type IouTally,
  iouOf,
  kendallTauB,
  krippendorffAlpha,
  meanAbsoluteError,
  spearman,
  tallyBitmap,
  tallyRle,
  top1Regret,
  topKOracle,
} from "#core/metrics";
import { bitmap, refused } from "./metrics-setup.ts";

describe("intersection and union", () => {
  const prediction = bitmap("##..", "##..");
  const truth = bitmap(".##.", ".##.");
  const ignore = bitmap("#...", ".#..");

  test("count class 1 outside of the ignore region under lisa, and charge for it under lens", () => {
    expect(tallyBitmap(prediction, truth, null, "lisa")).toEqual({ intersection: 2, union: 6 });
    expect(tallyBitmap(prediction, truth, ignore, "lisa")).toEqual({ intersection: 1, union: 4 });
    expect(tallyBitmap(prediction, truth, ignore, "lens")).toEqual({ intersection: 1, union: 6 });
  });

  it("takes no prediction as an empty mask", () => {
    expect(tallyRle(null, encodeRle(truth), null, "lisa")).toEqual({ intersection: 0, union: 4 });
    expect(tallyBitmap(null, truth, ignore, "lisa")).toEqual({ intersection: 0, union: 3 });
  });

  it("is the same on runs and on bitmaps for any masks", () => {
    const masks = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
      .chain(([width, height]) => {
        const pixels = fc.array(fc.integer({ min: 0, max: 1 }), {
          minLength: width * height,
          maxLength: width * height,
        });
        return fc
          .tuple(fc.option(pixels), pixels, fc.option(pixels))
          .map((all) => all.map((data) => data && { width, height, data: Uint8Array.from(data) }));
      });
    fc.assert(
      fc.property(masks, fc.constantFrom(...CONVENTIONS), ([p, t, g], convention) => {
        if (!t) return;
        const onRuns = tallyRle(p ? encodeRle(p) : null, encodeRle(t), g ? encodeRle(g) : null, convention);
        expect(onRuns).toEqual(tallyBitmap(p ?? null, t, g ?? null, convention));
        expect(onRuns.intersection).toBeLessThanOrEqual(onRuns.union);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("refuses masks of another size and runs that don't fill their size", () => {
    const other = bitmap("##", "##", "..", "..");
    const short: Rle = { size: [2, 4], counts: encodeRle(bitmap("#", ".")).counts };
    for (const call of [
      () => tallyBitmap(other, truth, null, "lisa"),
      () => tallyRle(encodeRle(other), encodeRle(truth), null, "lisa"),
      () => tallyRle(null, encodeRle(truth), encodeRle(other), "lisa"),
      () => tallyRle(short, encodeRle(truth), null, "lisa"),
    ]) {
      expect(call).toThrow(expect.toSatisfy(refused));
    }
  });

  it("copes with runs of length zero in the middle, which other encoders write", () => {
    const odd: Rle = { size: [2, 4], counts: runsToCounts([0, 2, 0, 2, 4, 0]) };
    expect(tallyRle(odd, encodeRle(prediction), null, "lisa")).toEqual({ intersection: 4, union: 4 });
  });
});

describe("gIoU and cIoU", () => {
  it("give 1 to nothing found where nothing is meant, and 0 to something", () => {
    expect(gIouTerm({ intersection: 0, union: 0 })).toBe(1);
    expect(gIouTerm({ intersection: 0, union: 3 })).toBe(0);
    expect(iouOf({ intersection: 0, union: 0 })).toBe(1);
  });

  it("carry each convention's own epsilons", () => {
    const tally = { intersection: 1, union: 2 };
    for (const [convention, epsilon] of [
      ["lisa", 1e-10],
      ["lens", 1e-8],
    ] as const) {
      const all = new IouAccumulator(convention);
      all.add(tally);
      expect(all.result()).toEqual({ gIoU: 1 / (2 + 1e-5), cIoU: 1 / (2 + epsilon) });
    }
  });

  it("are null before the first sample, and never merged over conventions", () => {
    const lisa = new IouAccumulator("lisa");
    expect(lisa.result()).toBeNull();
    expect(() => lisa.merge(new IouAccumulator("lens"))).toThrow(RangeError);
  });

  it("give 0, not NaN, in cIoU where every sample is empty", () => {
    const all = new IouAccumulator("lisa");
    all.add({ intersection: 0, union: 0 });
    expect(all.result()).toEqual({ gIoU: 1, cIoU: 0 });
  });
});

describe("groups", () => {
  const of = (intersection: number, union: number): IouTally => ({ intersection, union });

  it("weigh categories alike in the macro mean and samples alike in the average", () => {
    const groups = new GroupedIou("lisa");
    groups.add(of(100, 100), { category: "b", kinds: ["x", "y", "x"] });
    groups.add(of(100, 100), { category: "b", kinds: [] });
    groups.add(of(100, 100), { category: "b", kinds: [] });
    groups.add(of(0, 100), { category: "a", kinds: ["x"] });
    const { average, macro, categories, kinds } = groups.result();
    expect(average?.gIoU).toBeCloseTo(0.75, 6);
    expect(macro?.gIoU).toBeCloseTo(0.5, 6);
    expect(macro?.cIoU).toBeCloseTo(0.5, 6);
    expect([...categories.keys()]).toEqual(["a", "b"]);
    expect(kinds.get("x")?.gIoU).toBeCloseTo(0.5, 6);
    expect(groups.counts().kinds.get("x")).toBe(2);
  });

  it("have no macro mean without categories, while the average is there", () => {
    const groups = new GroupedIou("lisa");
    groups.add(of(1, 2), { category: "", kinds: [] });
    expect(groups.result()).toMatchObject({ macro: null, average: { gIoU: expect.any(Number) } });
    expect(groups.result().categories.size).toBe(0);
  });

  it("merge to what one pass gives", () => {
    const [whole, left, right] = [new GroupedIou("lens"), new GroupedIou("lens"), new GroupedIou("lens")];
    for (let i = 0; i < 50; i++) {
      const [tally, groups] = [of(i % 7, 7 + (i % 3)), { category: `c${i % 3}`, kinds: [`k${i % 2}`] }];
      whole.add(tally, groups);
      (i < 20 ? left : right).add(tally, groups);
    }
    right.merge(left);
    expect(right.result().average?.gIoU).toBeCloseTo(whole.result().average?.gIoU as number, 14);
    expect(right.result().macro?.cIoU).toBeCloseTo(whole.result().macro?.cIoU as number, 14);
    expect(right.counts()).toEqual(whole.counts());
  });
});

describe("oracles", () => {
  const ranked = [1, 3, 2, 9].map((intersection) => ({ intersection, union: 10 }));
  it("take the best of the first K, and of all, by ground truth", () => {
    expect(topKOracle(ranked, 1)?.index).toBe(0);
    expect(topKOracle(ranked, 3)?.index).toBe(1);
    expect(candidateOracle(ranked)?.index).toBe(3);
    expect(topKOracle(ranked, 99)?.index).toBe(3);
  });
  it("add the same to cIoU whoever ranked: of equal terms the smallest union is taken", () => {
    const misses = [50, 20, 30].map((union) => ({ intersection: 0, union }));
    for (const order of [misses, [...misses].reverse()]) {
      expect(candidateOracle(order)?.tally).toEqual({ intersection: 0, union: 20 });
      expect(topKOracle(order, 2)?.tally).toEqual({ intersection: 0, union: 20 });
    }
    // A hit is better than the smallest miss, whatever its union.
    expect(candidateOracle([...misses, { intersection: 1, union: 90 }])?.index).toBe(3);
  });
  it("take the first of equals, and nothing of none", () => {
    expect(candidateOracle([ranked[1], ranked[1]] as IouTally[])?.index).toBe(0);
    expect(candidateOracle([])).toBeNull();
    expect(() => topKOracle(ranked, 0)).toThrow(RangeError);
  });
  test("the regret is what the chosen one lacks to the best", () => {
    expect(top1Regret([0.1, 0.9, 0.9], [0.8, 0.3, 0.7])).toBeCloseTo(0.5, 12);
    expect(top1Regret([0.9, 0.1], [0.8, 0.3])).toBe(0);
    expect(top1Regret([], [])).toBeNull();
  });
});

describe("boundaries", () => {
  const square = bitmap("......", ".####.", ".####.", ".####.", ".####.", "......");
  const nothing = createBitmap(6, 6);
  it("are 1 against themselves and 0 against nothing", () => {
    expect(boundaryF(square, square)).toBe(1);
    expect(boundaryIou(square, square)).toBe(1);
    expect(boundaryF(square, nothing)).toBe(0);
    expect(boundaryIou(square, nothing)).toBe(0);
  });
  it("are 1 where both masks are empty", () => {
    expect(boundaryF(nothing, nothing)).toBe(1);
    expect(boundaryIou(nothing, nothing)).toBe(1);
  });
  it("count the image's edge as an outline in Boundary IoU", () => {
    const full = bitmap("###", "###", "###");
    expect(boundaryIou(full, bitmap("###", "#.#", "###"))).toBe(1);
  });
  it("refuse other sizes and senseless tolerances", () => {
    expect(() => boundaryF(square, bitmap("#"))).toThrow(expect.toSatisfy(refused));
    expect(() => boundaryIou(square, bitmap("#"))).toThrow(expect.toSatisfy(refused));
    expect(() => boundaryF(square, square, { tolerance: 1 })).toThrow(RangeError);
    expect(() => boundaryIou(square, square, 0)).toThrow(RangeError);
  });
});

describe("undefined cases answer null, never NaN", () => {
  test.each<[string, () => unknown]>([
    ["Spearman of one pair", () => spearman([1], [2])],
    ["Spearman of a constant", () => spearman([1, 1, 1], [1, 2, 3])],
    ["Kendall of a constant", () => kendallTauB([1, 2, 3], [5, 5, 5])],
    ["Kendall of nothing", () => kendallTauB([], [])],
    ["error of nothing", () => meanAbsoluteError([], [])],
    ["ECE of nothing", () => expectedCalibrationError([], [])],
    ["AUROC without positives", () => aurocOfGoodMasks([0.1, 0.9], [0.2, 0.3])],
    ["AUROC without negatives", () => auroc([0.1, 0.9], [true, true])],
    ["kappa of nothing", () => cohenKappa([], [])],
    ["kappa of one label alone", () => cohenKappa(["a", "a"], ["a", "a"])],
    ["Fleiss' kappa of nothing", () => fleissKappa([])],
    [
      "Fleiss' kappa of one category alone",
      () =>
        fleissKappa([
          [3, 0],
          [3, 0],
        ]),
    ],
    ["alpha of nothing", () => krippendorffAlpha([], "nominal")],
    [
      "alpha of one value alone",
      () =>
        krippendorffAlpha(
          [
            ["a", "a"],
            ["a", "a"],
          ],
          "nominal",
        ),
    ],
    [
      "alpha without an item that two rated",
      () =>
        krippendorffAlpha(
          [
            [1, null],
            [null, 2],
          ],
          "interval",
        ),
    ],
    ["d' without noise items", () => detectionLogLinear({ hits: 3, misses: 1, falseAlarms: 0, correctRejections: 0 })],
    ["an interval of no samples", () => bootstrapInterval(0, () => 1, { resamples: 10, seed: 1 })],
    ["an interval of nothing defined", () => bootstrapInterval(3, () => null, { resamples: 10, seed: 1 })],
  ])("%s", (_, compute) => expect(compute()).toBeNull());
});
