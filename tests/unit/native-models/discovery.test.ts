import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BBox, createBitmap, encodeRle } from "#core/masks";
import type { Seed } from "#core/samples";
import {
  boxIou,
  candidateId,
  candidateSet,
  covers,
  distinctMasks,
  filterSeed,
  type MultiMaskScan,
  nonMaximumSuppression,
  type Proposal,
  selectProposals,
  withoutNegatives,
} from "#native-models/discovery";

const thresholds = { predIou: 0.88, stability: 0.9, stabilityOffset: 1 };

/** A rectangle of an image of 40 x 30 pixels. */
function rectangle([x, y, width, height]: BBox, extra: Partial<Proposal> = {}): Proposal {
  const bitmap = createBitmap(40, 30);
  for (let row = y; row < y + height; row++) bitmap.data.fill(1, row * 40 + x, row * 40 + x + width);
  return {
    rle: encodeRle(bitmap),
    area: width * height,
    bbox: [x, y, width, height],
    stability: 0.95,
    predictedIou: 0.9,
    seed: 0,
    mask: 1,
    ...extra,
  };
}

describe("box NMS", () => {
  test("IoU by inclusive corners without + 1, as the reference", () => {
    // Corners 0..9 and 5..14: areas 9 x 9, overlap 4 x 9.
    expect(boxIou([0, 0, 10, 10], [5, 0, 10, 10])).toBeCloseTo(36 / (81 + 81 - 36), 12);
    expect(boxIou([0, 0, 10, 10], [20, 20, 5, 5])).toBe(0);
    expect(boxIou([0, 0, 1, 1], [0, 0, 1, 1])).toBeNaN();
  });

  test("keeps the better of two that overlap, at the threshold both", () => {
    const boxes: BBox[] = [
      [0, 0, 101, 11],
      [0, 0, 71, 11],
      [50, 20, 11, 11],
    ];
    expect(nonMaximumSuppression(boxes, [0.9, 0.95, 0.5], 0.7)).toEqual({ kept: [1, 0, 2], suppressed: [] });
    expect(nonMaximumSuppression(boxes, [0.9, 0.95, 0.5], 0.69)).toEqual({
      kept: [1, 2],
      suppressed: [{ index: 0, by: 1 }],
    });
  });

  test("one that was suppressed suppresses nothing", () => {
    const boxes: BBox[] = [
      [0, 0, 101, 101],
      [10, 0, 101, 101],
      [25, 0, 101, 101],
    ];
    expect(nonMaximumSuppression(boxes, [0.9, 0.8, 0.7], 0.7)).toEqual({
      kept: [0, 2],
      suppressed: [{ index: 1, by: 0 }],
    });
  });

  test("equal scores keep their order", () => {
    const boxes: BBox[] = [
      [0, 0, 5, 5],
      [20, 0, 5, 5],
    ];
    expect(nonMaximumSuppression(boxes, [0.9, 0.9], 0.7).kept).toEqual([0, 1]);
  });

  test("what stays does not overlap, and what goes overlaps something better that stays", () => {
    const box = fc.tuple(fc.nat(50), fc.nat(50), fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 40 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(box, fc.float({ min: 0, max: 1, noNaN: true })), { maxLength: 25 }), (entries) => {
        const boxes = entries.map(([one]) => one);
        const scores = entries.map(([, score]) => score);
        const { kept, suppressed } = nonMaximumSuppression(boxes, scores, 0.7);
        const overlap = (a: number, b: number) => boxIou(boxes[a] as BBox, boxes[b] as BBox) > 0.7;
        for (const a of kept) for (const b of kept) if (a !== b) expect(overlap(a, b)).toBe(false);
        for (const { index, by } of suppressed) {
          expect(kept).toContain(by);
          expect(overlap(by, index)).toBe(true);
          expect(scores[by]).toBeGreaterThanOrEqual(scores[index] as number);
        }
        const all = [...kept, ...suppressed.map(({ index }) => index)].sort((x, y) => x - y);
        expect(all).toEqual(boxes.map((_, index) => index));
      }),
    );
  });
});

describe("the filter of one seed", () => {
  test("takes masks 1..3 only, predicted IoU strictly above, and upsamples none that fails it", () => {
    const scanned: number[] = [];
    const scan = (mask: number) => {
      scanned.push(mask);
      return rectangle([0, 0, 5, 5]);
    };
    const outcome = filterSeed(4, Float32Array.of(0.99, 0.88, 0.89, 0.5), scan, thresholds);
    expect(scanned).toEqual([2]);
    expect(outcome).toMatchObject({ proposed: 3, afterPredictedIou: 1 });
    expect(outcome.survivors.map(({ seed, mask }) => [seed, mask])).toEqual([[4, 2]]);
    expect(outcome.casualties).toEqual([
      { seed: 4, mask: 1, reason: "predicted-iou", predictedIou: Math.fround(0.88), stability: null },
      { seed: 4, mask: 3, reason: "predicted-iou", predictedIou: 0.5, stability: null },
    ]);
  });

  test("a predicted IoU that is no number passes nothing", () => {
    const outcome = filterSeed(0, [0, Number.NaN, 0.9, 0.9], () => rectangle([0, 0, 5, 5]), thresholds);
    expect(outcome.survivors.map(({ mask }) => mask)).toEqual([2, 3]);
    expect(outcome.casualties[0]?.reason).toBe("predicted-iou");
  });

  test("stability at the threshold stays, below it and 0/0 go", () => {
    const stabilities = [0, 0.9, 0.899, null];
    const scan = (mask: number) => rectangle([0, 0, 5, 5], { stability: stabilities[mask] as number | null });
    const outcome = filterSeed(0, [0, 0.95, 0.95, 0.95], scan, thresholds);
    expect(outcome.afterPredictedIou).toBe(3);
    expect(outcome.survivors.map(({ stability }) => stability)).toEqual([0.9]);
    expect(outcome.casualties).toEqual([
      { seed: 0, mask: 2, reason: "stability", predictedIou: 0.95, stability: 0.899 },
      { seed: 0, mask: 3, reason: "empty", predictedIou: 0.95, stability: null },
    ]);
  });

  test("a mask without a pixel goes even where every stability will do", () => {
    const scan = () => rectangle([0, 0, 0, 0], { stability: 0 });
    const outcome = filterSeed(0, [0, 0.95, 0.95, 0.95], scan, { ...thresholds, stability: 0 });
    expect(outcome.casualties.map(({ reason }) => reason)).toEqual(["empty", "empty", "empty"]);
  });
});

describe("the selection", () => {
  const spread = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      rectangle([(i % 6) * 6, Math.floor(i / 6) * 6, 5, 5], { predictedIou: 0.9 + i / 1000, seed: i }),
    );
  const seeds: Seed[] = Array.from({ length: 12 }, (_, i) => ({
    x: 0,
    y: 0,
    token: i,
    attention: i === 0 ? 0.9 : 0.01,
  }));
  const settings = { nmsIou: 0.7, amgBudget: 9 };

  test("keeps the budget's best by predicted IoU", () => {
    const selection = selectProposals(spread(12), seeds, { ...settings, amgOrder: "predicted-iou" });
    expect(selection.afterNms).toBe(12);
    expect(selection.kept.map(({ seed }) => seed)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3]);
    expect(selection.casualties.map(({ seed, reason }) => [seed, reason])).toEqual([
      [2, "budget"],
      [1, "budget"],
      [0, "budget"],
    ]);
  });

  test("by attention the most attended seed's mask comes first", () => {
    const { kept } = selectProposals(spread(12), seeds, { ...settings, amgOrder: "attention" });
    expect(kept.map(({ seed }) => seed)).toEqual([0, 11, 10, 9, 8, 7, 6, 5, 4]);
  });

  test("a mask that covers a negative click is dropped, its neighbour stays", () => {
    const proposals = [rectangle([0, 0, 10, 10]), rectangle([10, 0, 10, 10])];
    const left = withoutNegatives(proposals, [
      { x: 9.9, y: 5, label: 0 },
      { x: 15, y: 5, label: 1 },
    ]);
    expect(left.kept).toEqual([proposals[1]]);
    expect(left.casualties).toEqual([
      { seed: 0, mask: 1, reason: "negative-click", predictedIou: 0.9, stability: 0.95 },
    ]);
  });

  test("of equal masks the one with the higher predicted IoU stays, even where their boxes have no area", () => {
    const proposals = [
      rectangle([0, 0, 1, 1], { predictedIou: 0.8, seed: 0 }),
      rectangle([0, 0, 1, 1], { predictedIou: 0.9, seed: 1 }),
      rectangle([2, 2, 1, 1], { seed: 2, predictedIou: 0.85 }),
    ];
    const { afterNms, kept, casualties } = selectProposals(proposals, seeds, { ...settings, amgOrder: "attention" });
    expect(afterNms).toBe(3);
    expect(kept.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(casualties).toEqual([
      { seed: 0, mask: 1, reason: "duplicate", predictedIou: 0.8, stability: 0.95, gaveWayTo: "1:1" },
    ]);
  });

  test("what NMS drops says to whom it gave way", () => {
    const proposals = [
      rectangle([0, 0, 20, 20], { seed: 3, mask: 2 }),
      rectangle([0, 0, 20, 19], { seed: 5, mask: 3, predictedIou: 0.95 }),
    ];
    const { kept, casualties } = selectProposals(proposals, seeds, { ...settings, amgOrder: "predicted-iou" });
    expect(kept).toEqual([proposals[1]]);
    expect(casualties[0]).toMatchObject({ seed: 3, mask: 2, reason: "nms", gaveWayTo: "5:3" });
  });

  test("a mask that another step found already leaves before the budget", () => {
    const proposals = spread(12);
    const taken = new Map([[proposals[11]?.rle.counts as string, "an id"]]);
    const { kept, casualties } = selectProposals(proposals, seeds, { ...settings, amgOrder: "predicted-iou" }, taken);
    expect(kept.map(({ seed }) => seed)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2]);
    expect(casualties[0]).toMatchObject({ seed: 11, reason: "duplicate", gaveWayTo: "an id" });
  });

  test("covers looks at the right pixel, edges included", () => {
    const mask = rectangle([30, 20, 10, 10]);
    expect(covers(mask, { x: 30, y: 20 })).toBe(true);
    expect(covers(mask, { x: 29.9, y: 20 })).toBe(false);
    expect(covers(mask, { x: 40, y: 30 })).toBe(true);
    expect(covers(mask, { x: 35, y: 19.9 })).toBe(false);
  });
});

describe("the candidate set", () => {
  const scan = (bbox: BBox, mask: 1 | 2 | 3): MultiMaskScan => {
    const { seed: _, ...rest } = rectangle(bbox);
    return { ...rest, mask };
  };

  test("original, semantic, AMG, each with its source and the step that made it", () => {
    const distinct = distinctMasks([scan([0, 0, 5, 5], 1)], [scan([10, 0, 5, 5], 2)]);
    const set = candidateSet(distinct, [rectangle([20, 0, 5, 5], { seed: 7, mask: 3 })]);
    expect(set.map(({ source, origin, rank, score }) => ({ source, origin, rank, score }))).toEqual([
      { source: "original", origin: { step: "multi-mask", mask: 1 }, rank: 1, score: null },
      { source: "semantic", origin: { step: "self-refinement", mask: 2 }, rank: 2, score: null },
      { source: "amg", origin: { step: "amg", mask: 3, seed: 7 }, rank: 3, score: null },
    ]);
    expect(set[0]).toMatchObject({ area: 25, bbox: [0, 0, 5, 5], predictedIou: 0.9, stability: 0.95 });
  });

  test("an equal mask belongs to the first step, an empty one to none, and both are told", () => {
    const first = scan([0, 0, 5, 5], 1);
    const { candidates, dropped, taken } = distinctMasks(
      [first, scan([0, 0, 0, 0], 2), scan([0, 0, 5, 5], 3)],
      [scan([0, 0, 5, 5], 1), scan([9, 9, 2, 2], 2)],
    );
    const id = candidateId(first.rle);
    expect(candidates.map(({ source }) => source)).toEqual(["original", "semantic"]);
    expect(dropped).toEqual([
      { source: "original", mask: 2, reason: "empty" },
      { source: "original", mask: 3, reason: "duplicate", gaveWayTo: id },
      { source: "semantic", mask: 1, reason: "duplicate", gaveWayTo: id },
    ]);
    expect(taken.get(first.rle.counts)).toBe(id);
  });

  test("a mask that covers a negative click is no candidate", () => {
    const negatives = [{ x: 2, y: 2, label: 0 as const }];
    const { candidates, dropped } = distinctMasks([scan([0, 0, 5, 5], 1), scan([6, 0, 5, 5], 2)], [], negatives);
    expect(candidates.map(({ origin }) => origin?.mask)).toEqual([2]);
    expect(dropped).toEqual([{ source: "original", mask: 1, reason: "negative-click" }]);
  });

  test("ids tell masks apart, and sizes", () => {
    const { rle } = rectangle([1, 1, 3, 3]);
    expect(candidateId(rle)).toMatch(/^[0-9a-f]{12}$/);
    expect(candidateId(rle)).toBe(candidateId({ ...rle }));
    expect(candidateId({ ...rle, size: [40, 30] })).not.toBe(candidateId(rle));
    expect(candidateId(rectangle([1, 1, 3, 4]).rle)).not.toBe(candidateId(rle));
  });
});
