import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeRle } from "#core/masks";
import type { Attention, Region } from "#core/samples";
import {
  backgroundPoint,
  type LogitField,
  logitAt,
  logitMap,
  lowestPixel,
  pixelsOf,
  regionMean,
  seededRandom,
  tokenRegions,
} from "#native-models/discovery";
import { type SamFamily, scanMask } from "#native-models/sam";
import { bumpyLogits, fakeImage, logitsOf } from "./fake-sam.ts";

const fieldOf = (logits: Float32Array, width: number, height: number, family: SamFamily = "sam1") => {
  const { sampler } = fakeImage(width, height, [], family);
  return { logits, sampler } satisfies LogitField;
};
const family = fc.constantFrom<SamFamily>("sam1", "sam2");
const side = fc.integer({ min: 1, max: 60 });
const landscape = fc.integer({ min: 0, max: 19 });

function everyPixel(field: LogitField): { x: number; y: number; logit: number }[] {
  const { width, height } = field.sampler.geometry;
  return Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    return { x, y, logit: logitAt(field, x, y) };
  });
}

describe("Z at the original size", () => {
  test("is above 0 exactly where the mask is", () => {
    fc.assert(
      fc.property(side, side, landscape, family, (width, height, seed, name) => {
        const field = fieldOf(bumpyLogits(seed), width, height, name);
        const mask = decodeRle(scanMask(field.logits, field.sampler, 1).rle);
        const wrong = everyPixel(field).filter(({ x, y, logit }) => (logit > 0 ? 1 : 0) !== mask.data[y * width + x]);
        expect(wrong).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test("the mean over a region is the mean over its pixels, cut ones in part", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        side,
        side,
        landscape,
        family,
        share,
        share,
        share,
        share,
        (width, height, seed, name, a, b, c, d) => {
          const field = fieldOf(bumpyLogits(seed), width, height, name);
          const region: Region = {
            x0: Math.min(a, b) * width,
            x1: Math.max(a, b) * width + (a === b ? 0.01 : 0),
            y0: Math.min(c, d) * height,
            y1: Math.max(c, d) * height + (c === d ? 0.01 : 0),
          };
          region.x1 = Math.min(width, Math.max(region.x1, region.x0 + 1e-3));
          region.x0 = Math.min(region.x0, region.x1 - 1e-3);
          region.y1 = Math.min(height, Math.max(region.y1, region.y0 + 1e-3));
          region.y0 = Math.min(region.y0, region.y1 - 1e-3);
          const part = (pixel: number, from: number, to: number) =>
            Math.max(0, Math.min(pixel + 1, to) - Math.max(pixel, from));
          let sum = 0;
          let weight = 0;
          for (const { x, y, logit } of everyPixel(field)) {
            const share = part(x, region.x0, region.x1) * part(y, region.y0, region.y1);
            sum += share * logit;
            weight += share;
          }
          expect(regionMean(field, region)).toBeCloseTo(sum / weight, 3);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("the map for a screen has the image's aspect, 64 cells at most, bytes from min to max", () => {
    const wide = logitMap(fieldOf(bumpyLogits(3), 12_000, 300));
    expect([wide.rows, wide.cols]).toEqual([2, 64]);
    const bytes = Buffer.from(wide.data, "base64");
    expect(bytes.length).toBe(128);
    expect([Math.min(...bytes), Math.max(...bytes)]).toEqual([0, 255]);
    expect(wide.min).toBeLessThan(wide.max);
    expect(logitMap(fieldOf(new Float32Array(65_536).fill(-3), 1, 1))).toEqual({
      rows: 1,
      cols: 1,
      min: -3,
      max: -3,
      data: "AA==",
    });
    const field = fieldOf(bumpyLogits(5), 40, 20);
    const small = logitMap(field);
    const mean =
      small.min + ((Buffer.from(small.data, "base64")[40 * 7 + 9] as number) / 255) * (small.max - small.min);
    expect(Math.abs(mean - logitAt(field, 9, 7))).toBeLessThan((small.max - small.min) / 500);
  });
});

/** The definition, pixel by pixel. */
function bruteBackground(field: LogitField, attention: Attention, tau: number) {
  const { width, height } = field.sampler.geometry;
  const regions = tokenRegions(attention, { width, height });
  const tokenOf = (x: number, y: number) =>
    regions.findIndex((region) => {
      if (region === null) return false;
      const { x0, y0, x1, y1 } = pixelsOf(region);
      return x >= x0 && x < x1 && y >= y0 && y < y1;
    });
  const pixels = everyPixel(field).map((pixel) => {
    const token = tokenOf(pixel.x, pixel.y);
    const value = token === -1 ? 0 : (attention.values[token] as number);
    // All pixels without attention are alike.
    return { ...pixel, value, token: value === 0 ? -1 : token };
  });
  const low = pixels.filter(({ logit }) => logit < tau);
  const pool = low.length > 0 ? low : pixels.map((pixel) => ({ ...pixel, token: -1 }));
  const attended = (pixel: (typeof pool)[number]) => (low.length > 0 ? pixel.value : 0);
  const [best] = [...pool].sort(
    (a, b) => attended(b) - attended(a) || a.token - b.token || a.logit - b.logit || a.y - b.y || a.x - b.x,
  );
  const { x, y, logit, value } = best as (typeof pool)[number];
  const rule = low.length > 0 ? ("most-attended" as const) : ("lowest-logit" as const);
  return { x: x + 0.5, y: y + 0.5, logit, attention: value, rule };
}

describe("the background point", () => {
  test("equals the definition on every pixel", () => {
    const tau = fc.constantFrom(-20, -8, -5, -2, 3);
    const frame = fc.option(
      fc.record({
        x: fc.integer({ min: -10, max: 10 }),
        y: fc.integer({ min: -10, max: 10 }),
        width: fc.integer({ min: 11, max: 60 }),
        height: fc.integer({ min: 11, max: 60 }),
      }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(side, side, landscape, family, tau, frame, (width, height, seed, name, below, where) => {
        const random = seededRandom(seed + 100 * width + 10_000 * height);
        // Steps give ties, within a token and between tokens.
        const logits = bumpyLogits(seed).map((value) => (seed % 2 === 0 ? Math.round(value / 4) * 4 : value));
        const field = fieldOf(logits, width, height, name);
        const values = Array.from({ length: 12 }, () => Math.floor(random() * 4) / 10);
        const attention = { rows: 3, cols: 4, values, ...(where === undefined ? {} : { frame: where }) };
        const regions = tokenRegions(attention, { width, height });
        expect(backgroundPoint(field, attention, regions, below)).toEqual(bruteBackground(field, attention, below));
      }),
      { numRuns: 150 },
    );
  });

  const attention: Attention = { rows: 1, cols: 4, values: [0.1, 0.5, 0.3, 0.1] };

  test("is the most attended place outside the mask, not the most attended place", () => {
    const field = fieldOf(logitsOf({ x0: 64, y0: 0, x1: 128, y1: 256 }), 400, 400);
    const regions = tokenRegions({ ...attention, rows: 1 }, { width: 400, height: 400 });
    const point = backgroundPoint(field, attention, regions, -5);
    expect(point).toMatchObject({ rule: "most-attended", logit: -9 });
    // Token 1 (100..200) has a pixel below tau only if its cells do: the mask fills it, so token 2 answers.
    expect(point.attention).toBe(0.3);
    expect(point.x).toBeGreaterThan(200);
  });

  test("without a pixel below tau it is the lowest one", () => {
    const logits = new Float32Array(65_536).fill(-1);
    logits[100 * 256 + 60] = -3;
    const field = fieldOf(logits, 1024, 1024);
    const point = backgroundPoint(field, attention, tokenRegions(attention, { width: 1024, height: 1024 }), -5);
    expect(point.rule).toBe("lowest-logit");
    expect([Math.floor(point.x / 4), Math.floor(point.y / 4)]).toEqual([60, 100]);
    expect(point.attention).toBe(0.1);
  });

  test("a 1-pixel image has one pixel to choose", () => {
    const field = fieldOf(new Float32Array(65_536).fill(7), 1, 1);
    const point = backgroundPoint(field, attention, tokenRegions(attention, { width: 1, height: 1 }), -5);
    expect(point).toMatchObject({ x: 0.5, y: 0.5, logit: 7, rule: "lowest-logit" });
  });

  test("a flat map of 12 million pixels costs one look a block, not one a pixel", () => {
    const logits = new Float32Array(65_536).fill(-32);
    let reads = 0;
    const { sampler } = fakeImage(4000, 3000);
    const counted = new Proxy(sampler.columns.weights, {
      get: (target, key) => {
        reads++;
        return Reflect.get(target, key);
      },
    });
    const columns = { ...sampler.columns, weights: counted };
    const field: LogitField = { logits, sampler: { ...sampler, columns } };
    expect(lowestPixel(field, { x0: 0, y0: 0, x1: 4000, y1: 3000 }, -5)).toEqual({ x: 0, y: 0, logit: -32 });
    expect(reads).toBe(0);
  });
});
