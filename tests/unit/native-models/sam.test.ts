import { describe, expect, test } from "vitest";
import { bitmapArea, bitmapBBox, createBitmap, encodeRle } from "#core/masks";
import {
  bestMultiMask,
  chooseMask,
  createMaskSampler,
  embedPoints,
  promptPoints,
  samGeometry,
  scanMask,
  toSamCoordinates,
} from "#native-models/sam";

describe("geometry", () => {
  test.each([
    [1024, 1024, 1024, 1024],
    [640, 480, 1024, 768],
    [480, 640, 768, 1024],
    [333, 500, 682, 1024],
    [4000, 3000, 1024, 768],
    [3, 1000, 3, 1024],
    [5000, 1, 1024, 1],
  ])("%d x %d lies as %d x %d", (width, height, scaledWidth, scaledHeight) => {
    expect(samGeometry("sam1", width, height)).toEqual({ family: "sam1", width, height, scaledWidth, scaledHeight });
  });

  test("points are scaled per axis by the rounded sides", () => {
    const [x, y] = toSamCoordinates(333, 250, samGeometry("sam1", 333, 500));
    expect(x).toBeCloseTo(682, 9);
    expect(y).toBeCloseTo(512, 9);
  });
});

describe("prompts", () => {
  const geometry = samGeometry("sam1", 1024, 1024);
  const click = { x: 10, y: 20, label: 1 as const };

  test("without a box the padding point is appended, with one its corners", () => {
    expect(promptPoints([click], null, geometry)).toEqual([click, { x: 0, y: 0, label: -1 }]);
    expect(promptPoints([click], { x0: 1, y0: 2, x1: 3, y1: 4 }, geometry).map(({ label }) => label)).toEqual([
      1, 2, 3,
    ]);
  });

  test("each label adds its own embedding, and the padding point is its embedding alone", () => {
    const row = (length: number, value: number) => new Array<number>(length).fill(value);
    const constants = {
      format: 1 as const,
      inputSize: 1024 as const,
      gaussian: [row(128, 0), row(128, 0)],
      pointEmbeddings: [10, 20, 30, 40].map((value) => row(256, value)),
      notAPoint: row(256, 7),
    };
    const labels = [-1, 0, 1, 2, 3] as const;
    const tokens = embedPoints(
      labels.map((label) => ({ x: 500, y: 500, label })),
      constants,
    );
    // With a zero matrix every angle is 0: sine 0, cosine 1.
    expect(labels.map((_, i) => [tokens[i * 256], tokens[i * 256 + 255]])).toEqual([
      [7, 7],
      [10, 11],
      [20, 21],
      [30, 31],
      [40, 41],
    ]);
  });

  test("the mask is the best of 1..3 for up to two tokens and mask 0 from three on", () => {
    expect(chooseMask([0.99, 0.5, 0.7, 0.6], 2)).toBe(2);
    expect(chooseMask([0.99, 0.5, 0.7, 0.6], 1)).toBe(2);
    expect(chooseMask([0.1, 0.5, 0.7, 0.6], 3)).toBe(0);
    expect(bestMultiMask([1, 0.5, 0.5, 0.5])).toBe(1);
  });
});

describe("masks at the original size", () => {
  /** The definition, step by step: 256 -> 1024, crop, -> original, bilinear with half-pixel centres. */
  function upsample(
    source: Float32Array,
    width: number,
    height: number,
    toWidth: number,
    toHeight: number,
    cropWidth = width,
    cropHeight = height,
  ) {
    const out = new Float32Array(toWidth * toHeight);
    const at = (index: number, from: number, to: number) => {
      const position = Math.min(Math.max((index + 0.5) * (from / to) - 0.5, 0), from - 1);
      const low = Math.floor(position);
      return [low, Math.min(low + 1, from - 1), position - low] as const;
    };
    for (let y = 0; y < toHeight; y++) {
      const [y0, y1, fy] = at(y, cropHeight, toHeight);
      for (let x = 0; x < toWidth; x++) {
        const [x0, x1, fx] = at(x, cropWidth, toWidth);
        const cell = (row: number, col: number) => source[row * width + col] as number;
        const top = cell(y0, x0) * (1 - fx) + cell(y0, x1) * fx;
        const bottom = cell(y1, x0) * (1 - fx) + cell(y1, x1) * fx;
        out[y * toWidth + x] = top * (1 - fy) + bottom * fy;
      }
    }
    return out;
  }

  function reference(logits: Float32Array, width: number, height: number, offset: number) {
    const { scaledWidth, scaledHeight } = samGeometry("sam1", width, height);
    const square = upsample(logits, 256, 256, 1024, 1024);
    const full = upsample(square, 1024, 1024, width, height, scaledWidth, scaledHeight);
    const bitmap = createBitmap(width, height);
    full.forEach((logit, i) => {
      bitmap.data[i] = logit > 0 ? 1 : 0;
    });
    const count = (above: number) => full.reduce((sum, logit) => sum + (logit > above ? 1 : 0), 0);
    return { bitmap, sure: count(offset), possible: count(-offset) };
  }

  /** Smooth blobs, as a decoder draws them, in places of all kinds. */
  function blobs(seed: number): Float32Array {
    return Float32Array.from({ length: 65_536 }, (_, i) => {
      const x = i % 256;
      const y = i >> 8;
      return 9 * Math.sin(x / (11 + seed)) * Math.cos(y / (17 - seed)) + 3 * Math.sin((x + y) / 5) - 2 + seed;
    });
  }

  test.each([
    [1024, 1024],
    [900, 600],
    [600, 900],
    [333, 500],
    [97, 61],
    [2300, 1531],
    [1025, 1023],
    [40, 1600],
    [1, 300],
  ])("%d x %d is what the definition gives", (width, height) => {
    const sampler = createMaskSampler(samGeometry("sam1", width, height));
    for (const seed of [0, 3]) {
      const expected = reference(blobs(seed), width, height, 1);
      const mask = scanMask(blobs(seed), sampler, 1);
      // 32-bit rounding of the reference may turn a logit that is 0 to six digits.
      const pixels = width * height;
      expect(Math.abs(mask.area - bitmapArea(expected.bitmap))).toBeLessThanOrEqual(Math.ceil(pixels * 1e-5));
      expect(mask.bbox).toEqual(bitmapBBox(expected.bitmap));
      expect(mask.stability).toBeCloseTo(expected.sure / expected.possible, 3);
      if (mask.area === bitmapArea(expected.bitmap)) expect(mask.rle).toEqual(encodeRle(expected.bitmap));
    }
  });

  test("nothing, everything, and nothing that is nearly something", () => {
    const sampler = createMaskSampler(samGeometry("sam1", 300, 200));
    expect(scanMask(new Float32Array(65_536).fill(-9), sampler, 1)).toMatchObject({
      area: 0,
      bbox: [0, 0, 0, 0],
      stability: null,
    });
    expect(scanMask(new Float32Array(65_536).fill(9), sampler, 1)).toMatchObject({
      area: 60_000,
      bbox: [0, 0, 300, 200],
      stability: 1,
    });
    expect(scanMask(new Float32Array(65_536).fill(-0.5), sampler, 1)).toMatchObject({ area: 0, stability: 0 });
  });

  test("what the decoder says of the padding is never read", () => {
    const logits = new Float32Array(65_536).fill(-9);
    for (let y = 200; y < 256; y++) logits.fill(9, y * 256, y * 256 + 256);
    // 300 x 200 fills 1024 x 683, which ends in row 171 of 256.
    expect(scanMask(logits, createMaskSampler(samGeometry("sam1", 300, 200)), 1).area).toBe(0);
  });
});
