import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BBox, createBitmap, encodeRle } from "#core/masks";
import type { Seed } from "#core/samples";
import {
  bestOfSeed,
  boxIou,
  covers,
  filterSeed,
  nonMaximumSuppression,
  type Proposal,
  seedsFromAttention,
  selectProposals,
  shareSeeds,
  withoutDuplicates,
  withoutNegatives,
} from "#native-models/discovery";
import { predictedIouEvaluator, rankByScore } from "#native-models/evaluator";
import { gridSource, tokenAt } from "#native-models/segmenter";

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
    expect(nonMaximumSuppression(boxes, [0.9, 0.95, 0.5], 0.7)).toEqual([1, 0, 2]);
    expect(nonMaximumSuppression(boxes, [0.9, 0.95, 0.5], 0.69)).toEqual([1, 2]);
  });

  test("one that was suppressed suppresses nothing", () => {
    const boxes: BBox[] = [
      [0, 0, 101, 101],
      [10, 0, 101, 101],
      [25, 0, 101, 101],
    ];
    expect(nonMaximumSuppression(boxes, [0.9, 0.8, 0.7], 0.7)).toEqual([0, 2]);
  });

  test("equal scores keep their order", () => {
    expect(
      nonMaximumSuppression(
        [
          [0, 0, 5, 5],
          [20, 0, 5, 5],
        ],
        [0.9, 0.9],
        0.7,
      ),
    ).toEqual([0, 1]);
  });

  test("what stays does not overlap, and what goes overlaps something better that stays", () => {
    const box = fc.tuple(fc.nat(50), fc.nat(50), fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 40 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(box, fc.float({ min: 0, max: 1, noNaN: true })), { maxLength: 25 }), (entries) => {
        const boxes = entries.map(([one]) => one);
        const scores = entries.map(([, score]) => score);
        const kept = nonMaximumSuppression(boxes, scores, 0.7);
        const overlap = (a: number, b: number) => boxIou(boxes[a] as BBox, boxes[b] as BBox) > 0.7;
        for (const a of kept) for (const b of kept) if (a !== b) expect(overlap(a, b)).toBe(false);
        for (let i = 0; i < boxes.length; i++) {
          if (kept.includes(i)) continue;
          expect(kept.some((k) => overlap(k, i) && (scores[k] as number) >= (scores[i] as number))).toBe(true);
        }
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
    expect(outcome.survivors.map(({ seed }) => seed)).toEqual([4]);
  });

  test("stability at the threshold stays, below it and 0/0 go", () => {
    const stabilities = [0, 0.9, 0.899, null];
    const scan = (mask: number) => rectangle([0, 0, 5, 5], { stability: stabilities[mask] as number | null });
    const outcome = filterSeed(0, [0, 0.95, 0.95, 0.95], scan, thresholds);
    expect(outcome.afterPredictedIou).toBe(3);
    expect(outcome.survivors.map(({ stability }) => stability)).toEqual([0.9]);
  });

  test("the best of a seed ignores the thresholds but not emptiness", () => {
    const scan = () => rectangle([0, 0, 5, 5], { stability: 0.1 });
    expect(bestOfSeed(2, [0.9, 0.1, 0.3, 0.2], scan)).toMatchObject({ predictedIou: 0.3, seed: 2 });
    expect(bestOfSeed(2, [0.9, 0.1, 0.3, 0.2], () => ({ ...scan(), area: 0 }))).toBeNull();
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
    const { afterNms, kept } = selectProposals(spread(12), seeds, { ...settings, amgOrder: "predicted-iou" });
    expect(afterNms).toBe(12);
    expect(kept.map(({ seed }) => seed)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3]);
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
    expect(left).toEqual([proposals[1]]);
  });

  test("of equal masks the one with the higher predicted IoU stays", () => {
    const proposals = [
      rectangle([0, 0, 1, 1], { predictedIou: 0.8 }),
      rectangle([0, 0, 1, 1], { predictedIou: 0.9 }),
      rectangle([2, 2, 1, 1]),
    ];
    expect(withoutDuplicates(proposals)).toEqual([proposals[1], proposals[2]]);
  });

  test("covers looks at the right pixel, edges included", () => {
    const mask = rectangle([30, 20, 10, 10]);
    expect(covers(mask, { x: 30, y: 20 })).toBe(true);
    expect(covers(mask, { x: 29.9, y: 20 })).toBe(false);
    expect(covers(mask, { x: 40, y: 30 })).toBe(true);
    expect(covers(mask, { x: 35, y: 19.9 })).toBe(false);
  });
});

describe("seeds", () => {
  test("shares add up, everyone gets one, more attention never gets less", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 128 }),
        (weights, total) => {
          const counts = shareSeeds(weights, total);
          expect(counts.reduce((a, b) => a + b, 0)).toBe(Math.max(total, weights.length));
          expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
          weights.forEach((a, i) => {
            weights.forEach((b, j) => {
              if (a > b) expect(counts[i]).toBeGreaterThanOrEqual(counts[j] as number);
            });
          });
        },
      ),
    );
  });

  test("equal attention shares alike", () => {
    expect(shareSeeds([1, 1, 1, 1], 8)).toEqual([2, 2, 2, 2]);
    expect(shareSeeds([8, 1, 1], 10)).toEqual([8, 1, 1]);
  });

  test("the grid's seeds are the reference's point grid", async () => {
    const { attention, seeding } = await gridSource().attend({ question: "?", width: 800, height: 400 });
    expect(seeding).toEqual({ kind: "all" });
    expect(attention.values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    const seeds = seedsFromAttention(attention, { width: 800, height: 400 }, { keptTokens: 64, seeds: 64, seed: 1 });
    expect(seeds.length).toBe(64);
    expect(seeds[0]).toEqual({ x: 50, y: 25, token: 0, attention: 1 / 64 });
    expect(seeds[63]).toEqual({ x: 750, y: 375, token: 63, attention: 1 / 64 });
    expect(seeds[9]).toMatchObject({ x: 150, y: 75, token: 9 });
  });

  test("seeds lie in their tokens, the most attended first, the same for the same seed", () => {
    const attention = { rows: 2, cols: 2, values: [0.1, 0.6, 0, 0.3] };
    const settings = { keptTokens: 2, seeds: 9, seed: 7 };
    const seeds = seedsFromAttention(attention, { width: 100, height: 60 }, settings);
    expect(seeds.map(({ token }) => token)).toEqual([1, 1, 1, 1, 1, 1, 3, 3, 3]);
    for (const seed of seeds) expect(tokenAt(seed, 2, 2, 100, 60)).toBe(seed.token);
    expect(seedsFromAttention(attention, { width: 100, height: 60 }, settings)).toEqual(seeds);
    expect(seedsFromAttention(attention, { width: 100, height: 60 }, { ...settings, seed: 8 })).not.toEqual(seeds);
  });
});

test("the baseline evaluator answers with the predicted IoU and ranks by it", async () => {
  const masks = [0.9, 0.95, 0.9].map((predictedIou) => ({ rle: rectangle([0, 0, 1, 1]).rle, predictedIou }));
  const scores = await predictedIouEvaluator.score({ masks });
  expect(predictedIouEvaluator.name).toBe("predicted-iou");
  expect(scores.map(({ score }) => score)).toEqual([0.9, 0.95, 0.9]);
  expect(rankByScore(scores)).toEqual([1, 0, 2]);
});
