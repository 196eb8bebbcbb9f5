import { describe, expect, test } from "vitest";
import { bitmapArea, bitmapBBox, encodeRle } from "#core/masks";
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
import { blobs, maskReference } from "./mask-reference.ts";

describe("geometry", () => {
  test.each([
    [1024, 1024, 1024, 1024],
    [640, 480, 1024, 768],
    [480, 640, 768, 1024],
    [333, 500, 682, 1024],
    [4000, 3000, 1024, 768],
    [3, 1000, 3, 1024],
    [5000, 1, 1024, 1],
    [12_000, 300, 1024, 26],
    [1, 1, 1024, 1024],
  ])("%d x %d lies as %d x %d", (width, height, scaledWidth, scaledHeight) => {
    expect(samGeometry("sam1", width, height)).toEqual({ family: "sam1", width, height, scaledWidth, scaledHeight });
  });

  test.each([
    [640, 480],
    [12_000, 300],
    [1, 1],
  ])("SAM2 stretches %d x %d to the whole square", (width, height) => {
    const geometry = samGeometry("sam2", width, height);
    expect(geometry).toEqual({ family: "sam2", width, height, scaledWidth: 1024, scaledHeight: 1024 });
    expect(toSamCoordinates(width, height, geometry)).toEqual([1024, 1024]);
    expect(toSamCoordinates(width / 2, 0, geometry)).toEqual([512, 0]);
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

  test("SAM2 wants the box's corners first and always the padding point", () => {
    const box = { x0: 1, y0: 2, x1: 3, y1: 4 };
    const labels = (box: Parameters<typeof promptPoints>[1], points = [click]) =>
      promptPoints(points, box, samGeometry("sam2", 512, 2048)).map(({ x, y, label }) => [x, y, label]);
    expect(labels(null)).toEqual([
      [20, 10, 1],
      [0, 0, -1],
    ]);
    expect(labels(box)).toEqual([
      [2, 1, 2],
      [6, 2, 3],
      [20, 10, 1],
      [0, 0, -1],
    ]);
    expect(labels(box, []).map(([, , label]) => label)).toEqual([2, 3, -1]);
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
  const sizes = [
    [1024, 1024],
    [900, 600],
    [600, 900],
    [333, 500],
    [97, 61],
    [2300, 1531],
    [1025, 1023],
    [256, 256],
    [40, 1600],
    [12_000, 300],
    [1, 300],
    [1, 1],
  ] as const;
  const cases = (["sam1", "sam2"] as const).flatMap((family) => sizes.map((size) => [family, ...size] as const));

  test.each(cases)("%s: %d x %d is what the definition gives", (family, width, height) => {
    const sampler = createMaskSampler(samGeometry(family, width, height));
    for (const seed of [0, 3]) {
      const expected = maskReference(family, blobs(seed), width, height, 1);
      const mask = scanMask(blobs(seed), sampler, 1);
      // 32-bit rounding of the reference may turn a logit that is 0 to six digits.
      const pixels = width * height;
      expect(Math.abs(mask.area - bitmapArea(expected.bitmap))).toBeLessThanOrEqual(Math.ceil(pixels * 1e-5));
      expect(mask.bbox).toEqual(bitmapBBox(expected.bitmap));
      if (expected.possible === 0) expect(mask.stability).toBeNull();
      else expect(mask.stability).toBeCloseTo(expected.sure / expected.possible, 3);
      if (mask.area === bitmapArea(expected.bitmap)) expect(mask.rle).toEqual(encodeRle(expected.bitmap));
    }
  });

  test.each(["sam1", "sam2"] as const)("%s: masks at each border reach it, and the opposite one not", (family) => {
    const [width, height] = [1024, 512];
    const geometry = samGeometry(family, width, height);
    const sampler = createMaskSampler(geometry);
    // The part of the 256 cells that the image covers.
    const columns = geometry.scaledWidth / 4;
    const rows = geometry.scaledHeight / 4;
    const where = (inside: (column: number, row: number) => boolean) =>
      scanMask(
        Float32Array.from({ length: 65_536 }, (_, i) => (inside(i % 256, i >> 8) ? 9 : -9)),
        sampler,
        1,
      ).bbox;
    const thickX = width / columns;
    const thickY = height / rows;
    expect(where((column) => column === 0)).toEqual([0, 0, Math.round(thickX), height]);
    expect(where((_, row) => row === 0)).toEqual([0, 0, width, Math.round(thickY)]);
    const right = where((column) => column >= columns - 1);
    expect(right[0] + right[2]).toBe(width);
    expect(right[2]).toBe(Math.round(thickX));
    const bottom = where((_, row) => row >= rows - 1);
    expect(bottom[1] + bottom[3]).toBe(height);
    expect(bottom[3]).toBe(Math.round(thickY));
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
    // SAM2 has none: all rows are the image's.
    expect(scanMask(logits, createMaskSampler(samGeometry("sam2", 300, 200)), 1).bbox).toEqual([0, 156, 300, 44]);
  });
});
