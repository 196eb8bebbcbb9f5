import { describe, expect, test } from "vitest";
import { EMBEDDING_LENGTH, featureAt, type ImageEmbedding, type SamFamily, samGeometry } from "#native-models/sam";

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

function embeddingOf(width: number, height: number, value: (channel: number, row: number, column: number) => number) {
  const values = Float32Array.from({ length: EMBEDDING_LENGTH }, (_, i) => value(i >> 12, (i >> 6) & 63, i & 63));
  return { width, height, values, highRes: [] } satisfies ImageEmbedding;
}

/** Channel 0 is the column, channel 1 the row, channel 2 one: the direction tells where a feature was read. */
const positions = (width: number, height: number) =>
  embeddingOf(width, height, (channel, row, column) => [column, row, 1][channel] ?? 0);

function placeOf(family: SamFamily, width: number, height: number, x: number, y: number): [number, number] {
  const feature = featureAt(positions(width, height), x, y, samGeometry(family, width, height));
  expect(cosine(feature, feature)).toBeCloseTo(1, 5);
  return [(feature[0] as number) / (feature[2] as number), (feature[1] as number) / (feature[2] as number)];
}

describe("the embedding at a point", () => {
  test.each([
    // u = x * (scaledW / W) / 16 - 0.5, clamped to 0..63
    ["sam1", 1024, 1024, 8, 8, 0, 0],
    ["sam1", 1024, 1024, 100, 40, 5.75, 2],
    ["sam1", 640, 480, 320, 240, 31.5, 23.5],
    ["sam1", 640, 480, 640, 480, 63, 47.5],
    ["sam2", 640, 480, 320, 240, 31.5, 31.5],
    ["sam2", 640, 480, 64, 48, 5.9, 5.9],
    ["sam2", 640, 480, 640, 480, 63, 63],
    ["sam1", 640, 480, 0, 0, 0, 0],
    // 12000 x 300 lies as 1024 x 26: its last row of pixels is in the second row of cells.
    ["sam1", 12_000, 300, 6000, 300, 31.5, 1.125],
    ["sam2", 12_000, 300, 6000, 300, 31.5, 63],
    ["sam1", 1, 1, 0.5, 0.5, 31.5, 31.5],
    ["sam2", 1, 1, 0.5, 0.5, 31.5, 31.5],
  ] as const)("%s: %d x %d, point %d,%d is read at cell %d,%d", (family, width, height, x, y, column, row) => {
    const [u, v] = placeOf(family, width, height, x, y);
    expect(u).toBeCloseTo(column, 3);
    expect(v).toBeCloseTo(row, 3);
  });

  test("is between its four cells, in every channel", () => {
    const noise = (channel: number, row: number, column: number) => Math.sin(channel * 7.3 + row * 3.1 + column * 1.7);
    const embedding = embeddingOf(1024, 1024, noise);
    const feature = featureAt(embedding, 100, 300, samGeometry("sam1", 1024, 1024));
    const exact = Float64Array.from({ length: 256 }, (_, channel) => {
      const at = (row: number, column: number) => Math.fround(noise(channel, row, column));
      const above = at(18, 5) * 0.25 + at(18, 6) * 0.75;
      const below = at(19, 5) * 0.25 + at(19, 6) * 0.75;
      return above * 0.75 + below * 0.25;
    });
    const norm = Math.hypot(...exact);
    feature.forEach((value, channel) => {
      expect(value).toBeCloseTo((exact[channel] as number) / norm, 6);
    });
  });

  test("a feature of nothing but zeros stays so", () => {
    const blank = embeddingOf(10, 10, () => 0);
    expect(featureAt(blank, 5, 5, samGeometry("sam2", 10, 10)).every((value) => value === 0)).toBe(true);
  });
});
