import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Attention, Region } from "#core/samples";
import {
  allTokens,
  type LogitField,
  mostAttendedToken,
  pixelsOf,
  rerankByLogits,
  seedInEach,
  seedsAt,
  seedsWithin,
  shareSeeds,
  tokenOfPoint,
  tokenRegions,
  topAttendedTokens,
  withoutRerank,
} from "#native-models/discovery";
import { gridSource } from "#native-models/segmenter";
import { fakeImage, logitsOf } from "./fake-sam.ts";

const attention = (rows: number, cols: number, values: number[], frame?: Attention["frame"]): Attention => ({
  rows,
  cols,
  values,
  ...(frame === undefined ? {} : { frame }),
});
const even = (rows: number, cols: number, frame?: Attention["frame"]) =>
  attention(rows, cols, new Array<number>(rows * cols).fill(1 / (rows * cols)), frame);
const area = (region: Region | null) => (region === null ? 0 : (region.x1 - region.x0) * (region.y1 - region.y0));

describe("token regions", () => {
  test("cover the whole image where no frame is given", () => {
    const regions = tokenRegions(even(2, 4), { width: 100, height: 60 });
    expect(regions[0]).toEqual({ x0: 0, y0: 0, x1: 25, y1: 30 });
    expect(regions[7]).toEqual({ x0: 75, y0: 30, x1: 100, y1: 60 });
  });

  test("a centre crop lies inside the image, and the rest of the image belongs to no token", () => {
    const frame = { x: 20, y: 0, width: 60, height: 60 };
    const regions = tokenRegions(even(2, 2, frame), { width: 100, height: 60 });
    expect(regions[0]).toEqual({ x0: 20, y0: 0, x1: 50, y1: 30 });
    expect(regions[3]).toEqual({ x0: 50, y0: 30, x1: 80, y1: 60 });
  });

  test("of a padded square the cells beyond the image count nowhere, those on its edge in part", () => {
    const frame = { x: 0, y: 0, width: 100, height: 100 };
    const regions = tokenRegions(even(4, 4, frame), { width: 100, height: 60 });
    expect(regions[8]).toEqual({ x0: 0, y0: 50, x1: 25, y1: 60 });
    expect(regions.slice(12)).toEqual([null, null, null, null]);
    const padding = attention(4, 4, [...new Array(15).fill(0.01), 0.85], frame);
    expect(topAttendedTokens(padding, regions, 32).map(({ token }) => token)).not.toContain(15);
    expect(mostAttendedToken(padding, regions, { width: 100, height: 60 })?.token).not.toBe(15);
  });

  test("every pixel of the frame belongs to exactly one token, whatever the sizes", () => {
    const side = fc.integer({ min: 1, max: 40 });
    const cells = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(side, side, cells, cells, (width, height, rows, cols) => {
        const owners = new Uint8Array(width * height);
        const regions = tokenRegions(even(rows, cols), { width, height });
        for (const region of regions) {
          const { x0, y0, x1, y1 } = pixelsOf(region as Region);
          for (let y = y0; y < y1; y++)
            for (let x = x0; x < x1; x++) owners[y * width + x] = (owners[y * width + x] as number) + 1;
        }
        expect(owners.every((count) => count === 1)).toBe(true);
        expect(regions.reduce((sum, region) => sum + area(region), 0)).toBeCloseTo(width * height, 6);
      }),
    );
  });

  test("a 1-pixel image is shared by all tokens", () => {
    const regions = tokenRegions(even(8, 8), { width: 1, height: 1 });
    expect(regions.every((region) => Math.abs(area(region) - 1 / 64) < 1e-12)).toBe(true);
    expect(
      regions.filter((region) => pixelsOf(region as Region).x1 > 0 && pixelsOf(region as Region).y1 > 0).length,
    ).toBeGreaterThan(0);
  });

  test("the token of a point, beside the frame the nearest", () => {
    const map = even(2, 2, { x: 20, y: 0, width: 60, height: 60 });
    const image = { width: 100, height: 60 };
    expect(tokenOfPoint(map, image, { x: 20, y: 0 })).toBe(0);
    expect(tokenOfPoint(map, image, { x: 50, y: 29.9 })).toBe(1);
    expect(tokenOfPoint(map, image, { x: 3, y: 59 })).toBe(2);
    expect(tokenOfPoint(map, image, { x: 100, y: 60 })).toBe(3);
  });
});

describe("the most attended tokens", () => {
  const image = { width: 90, height: 90 };
  const map = attention(3, 3, [0.1, 0.3, 0, 0.1, 0.2, 0, 0, 0.3, 0]);
  const regions = tokenRegions(map, image);

  test("by falling attention, ties by index, none without attention", () => {
    expect(topAttendedTokens(map, regions, 4).map(({ token }) => token)).toEqual([1, 7, 4, 0]);
    expect(topAttendedTokens(map, regions, 99).map(({ token }) => token)).toEqual([1, 7, 4, 0, 3]);
  });

  test("the single most attended: of equal ones the nearest to the image's centre, then the lower index", () => {
    expect(mostAttendedToken(map, regions, image)?.token).toBe(1);
    const tied = attention(3, 3, [0.3, 0, 0, 0, 0, 0.3, 0, 0, 0.4 / 3]);
    expect(mostAttendedToken(tied, regions, image)?.token).toBe(5);
    expect(mostAttendedToken(even(3, 3), regions, image)?.token).toBe(4);
    expect(mostAttendedToken(attention(3, 3, new Array(9).fill(0)), regions, image)).toBeNull();
  });
});

describe("the rerank by logits", () => {
  // 8 x 8 tokens of 32 cells each; the thing covers tokens 27, 28, 35, 36.
  const z: LogitField = {
    logits: logitsOf({ x0: 96, y0: 96, x1: 160, y1: 160 }),
    sampler: fakeImage(512, 512).sampler,
  };
  const values = new Array<number>(64).fill(0.001);
  // An attention sink in the corner takes half of the attention.
  values[0] = 0.5;
  for (const [index, token] of [27, 28, 35, 36].entries()) values[token] = 0.1 - index * 0.01;
  const map = attention(8, 8, values);
  const regions = tokenRegions(map, { width: 512, height: 512 });

  test("drops the attention sink, keeps it in the trace, and keeps the order of attention", () => {
    const tokens = rerankByLogits(topAttendedTokens(map, regions, 32), z, 4);
    expect(tokens.length).toBe(32);
    expect(tokens[0]).toMatchObject({ token: 0, attention: 0.5, kept: false });
    expect(tokens[0]?.meanLogit).toBeCloseTo(-9, 5);
    expect(tokens.filter(({ kept }) => kept).map(({ token }) => token)).toEqual([27, 28, 35, 36]);
  });

  test("of equal means the more attended token is kept", () => {
    const flat: LogitField = { logits: new Float32Array(65_536).fill(2), sampler: z.sampler };
    const tokens = rerankByLogits(topAttendedTokens(map, regions, 6), flat, 2);
    expect(tokens.filter(({ kept }) => kept).map(({ token }) => token)).toEqual([0, 27]);
  });

  test("keeps all where there are no more than k'", () => {
    const tokens = rerankByLogits(topAttendedTokens(map, regions, 3), z, 16);
    expect(tokens.map(({ kept }) => kept)).toEqual([true, true, true]);
  });

  test("two things: tokens of both stay", () => {
    const left = logitsOf({ x0: 0, y0: 96, x1: 64, y1: 160 });
    const right = logitsOf({ x0: 192, y0: 96, x1: 256, y1: 160 });
    const two: LogitField = { logits: left.map((value, i) => Math.max(value, right[i] as number)), sampler: z.sampler };
    const spread = new Array<number>(64).fill(1 / 128);
    spread[24] = 0.2;
    spread[31] = 0.15;
    const tokens = rerankByLogits(topAttendedTokens(attention(8, 8, spread), regions, 64), two, 8);
    expect(tokens.filter(({ kept }) => kept).map(({ token }) => token)).toEqual([24, 31, 25, 30, 32, 33, 38, 39]);
  });

  test("sources without it keep every token and tell no mean", () => {
    const all = withoutRerank(allTokens(map, regions));
    expect(all.length).toBe(64);
    expect(all.every(({ kept, meanLogit }) => kept && meanLogit === null)).toBe(true);
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
    expect(seedsWithin([], { seeds: 64, seed: 1 })).toEqual([]);
  });

  test("one in the middle of each token of a uniform grid is the reference's point grid", async () => {
    const { attention: grid, seeding } = await gridSource().attend({ question: "?", width: 800, height: 400 });
    expect(seeding).toEqual({ kind: "all" });
    const seeds = seedInEach(allTokens(grid, tokenRegions(grid, { width: 800, height: 400 })));
    expect(seeds.length).toBe(64);
    expect(seeds[0]).toEqual({ x: 50, y: 25, token: 0, attention: 1 / 64 });
    expect(seeds[63]).toEqual({ x: 750, y: 375, token: 63, attention: 1 / 64 });
    expect(seeds[9]).toMatchObject({ x: 150, y: 75, token: 9 });
  });

  test("given points stay where they are and learn their token", () => {
    const map = attention(2, 2, [0, 0.25, 0, 0.75]);
    const image = { width: 100, height: 60 };
    expect(
      seedsAt(
        [
          { x: 99, y: 1 },
          { x: 100, y: 60 },
        ],
        map,
        image,
      ),
    ).toEqual([
      { x: 99, y: 1, token: 1, attention: 0.25 },
      { x: 100, y: 60, token: 3, attention: 0.75 },
    ]);
  });

  test("lie in their token's region and in the image, in the tokens' order, the same for the same seed", () => {
    const frame = fc.record({
      x: fc.integer({ min: -30, max: 30 }),
      y: fc.integer({ min: -30, max: 30 }),
      width: fc.integer({ min: 31, max: 120 }),
      height: fc.integer({ min: 31, max: 120 }),
    });
    const side = fc.integer({ min: 31, max: 90 });
    const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(frame, side, side, weights, fc.nat(), (where, width, height, counts, seed) => {
        const map = attention(4, 5, counts, where);
        const regions = tokenRegions(map, { width, height });
        const tokens = topAttendedTokens(map, regions, 8);
        const seeds = seedsWithin(tokens, { seeds: 20, seed });
        expect(seeds.length).toBe(tokens.length === 0 ? 0 : 20);
        for (const { x, y, token, attention: value } of seeds) {
          const region = regions[token] as Region;
          expect(x >= region.x0 && x < region.x1 && y >= region.y0 && y < region.y1).toBe(true);
          expect(x >= 0 && x < width && y >= 0 && y < height).toBe(true);
          expect(value).toBe(counts[token]);
        }
        expect([...new Set(seeds.map(({ token }) => token))]).toEqual(tokens.map(({ token }) => token));
        expect(seedsWithin(tokens, { seeds: 20, seed })).toEqual(seeds);
      }),
    );
  });

  test("another seed gives other places", () => {
    const map = attention(2, 2, [0.1, 0.6, 0, 0.3]);
    const tokens = topAttendedTokens(map, tokenRegions(map, { width: 100, height: 60 }), 2);
    const seeds = seedsWithin(tokens, { seeds: 9, seed: 7 });
    expect(seeds.map(({ token }) => token)).toEqual([1, 1, 1, 1, 1, 1, 3, 3, 3]);
    expect(seedsWithin(tokens, { seeds: 9, seed: 8 })).not.toEqual(seeds);
  });
});
