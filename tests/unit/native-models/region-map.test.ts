import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type NamedRegion, regionMap } from "../../../native-models/segmenter/region-map.ts";

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const box = (x0: number, y0: number, x1: number, y1: number, confidence = 1): NamedRegion => ({
  box: { x0, y0, x1, y1 },
  confidence,
});

describe("attention from named regions", () => {
  test("the grid follows the image's sides, 32 tokens along the longer one", () => {
    const grid = (width: number, height: number) => {
      const { rows, cols } = regionMap([box(0, 0, 1, 1)], width, height);
      return [rows, cols];
    };
    expect(grid(640, 480)).toEqual([24, 32]);
    expect(grid(300, 12_000)).toEqual([32, 1]);
    expect(grid(1, 1)).toEqual([32, 32]);
  });

  test("sums to 1 and has no negative, for any regions", () => {
    const side = fc.integer({ min: 1, max: 5000 });
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(side, side, fc.array(fc.tuple(unit, unit, unit), { minLength: 1, maxLength: 5 }), (w, h, places) => {
        const regions = places.map(([a, b, c], index): NamedRegion => {
          const [x, y] = [a * w * 0.9, b * h * 0.9];
          const confidence = Math.max(0.01, c);
          if (index % 2 === 0) return { point: { x, y }, confidence };
          return box(x, y, x + Math.max(1e-3, (w - x) * c), y + Math.max(1e-3, (h - y) * c), confidence);
        });
        const { rows, cols, values } = regionMap(regions, w, h);
        expect(values.length).toBe(rows * cols);
        expect(total(values)).toBeCloseTo(1, 9);
        expect(values.every((value) => value >= 0)).toBe(true);
      }),
    );
  });

  test("a box is even inside and fades out at its edge; far away there is nothing", () => {
    const { values, cols } = regionMap([box(80, 80, 240, 240)], 320, 320);
    const at = (x: number, y: number) => values[y * cols + x] as number;
    expect(at(16, 16)).toBeCloseTo(at(12, 20), 9);
    expect(at(16, 16)).toBeCloseTo(1 / 256, 6);
    expect(at(7, 16)).toBeGreaterThan(0);
    expect(at(7, 16)).toBeLessThan(at(8, 16));
    expect(at(1, 1)).toBeLessThan(1e-12);
  });

  test("a point peaks at its own token", () => {
    const { values, cols } = regionMap([{ point: { x: 105, y: 215 }, confidence: 0.3 }], 320, 320);
    expect(values.indexOf(Math.max(...values))).toBe(21 * cols + 10);
  });

  test("each region's mass is its confidence, whatever its size", () => {
    const { values, cols } = regionMap([box(0, 0, 20, 320, 0.2), box(160, 0, 320, 320, 0.6)], 320, 320);
    const left = total(values.filter((_, index) => index % cols < 10));
    expect(left).toBeCloseTo(0.25, 6);
  });
});
