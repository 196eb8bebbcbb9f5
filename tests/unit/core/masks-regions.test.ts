import { describe, expect, it, test } from "vitest";
import { AppError } from "#core/errors";
import {
  type Bitmap,
  boundaryOf,
  connectedComponents,
  createBitmap,
  dilate,
  erode,
  fillHoles,
  maskComplement,
  maskDifference,
  maskIntersection,
  maskUnion,
  maskXor,
  removeIslands,
  resizeBitmap,
} from "#core/masks";
import { bitmapOf, KINDS, randomMask, rowsOf } from "./masks-support.ts";

describe("set operations", () => {
  it("combine pixel by pixel", () => {
    const [a, b] = [bitmapOf(["##.."]), bitmapOf(["#.#."])];
    expect(rowsOf(maskUnion(a, b))).toEqual(["###."]);
    expect(rowsOf(maskIntersection(a, b))).toEqual(["#..."]);
    expect(rowsOf(maskDifference(a, b))).toEqual([".#.."]);
    expect(rowsOf(maskXor(a, b))).toEqual([".##."]);
    expect(rowsOf(maskComplement(a))).toEqual(["..##"]);
  });

  it("refuse masks of different sizes", () => {
    for (const operation of [maskUnion, maskIntersection, maskDifference, maskXor]) {
      expect(() => operation(createBitmap(2, 3), createBitmap(3, 2))).toThrow(AppError);
    }
  });
});

/** Labels by flooding, pixel by pixel. */
function flooded({ width, height, data }: Bitmap, reach: readonly (readonly [number, number])[]): number {
  const seen = new Uint8Array(data.length);
  let count = 0;
  for (let start = 0; start < data.length; start++) {
    if (data[start] === 0 || seen[start] === 1) continue;
    count++;
    const stack = [start];
    seen[start] = 1;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const [dx, dy] of reach) {
        const x: number = (at % width) + dx;
        const y: number = Math.floor(at / width) + dy;
        const next = y * width + x;
        if (x < 0 || x >= width || y < 0 || y >= height || data[next] === 0 || seen[next] === 1) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
  }
  return count;
}
const SIDES = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
const ALL = [...SIDES, [1, 1], [1, -1], [-1, 1], [-1, -1]] as const;

describe("components", () => {
  test.each(KINDS)("are as many as flooding finds: %s", (kind) => {
    for (let seed = 1; seed <= 40; seed++) {
      const mask = randomMask(kind, seed);
      expect(connectedComponents(mask, 4).components.length, `seed ${seed}`).toBe(flooded(mask, SIDES));
      expect(connectedComponents(mask, 8).components.length, `seed ${seed}`).toBe(flooded(mask, ALL));
    }
  });

  it("carry their statistics", () => {
    const { labels, components } = connectedComponents(bitmapOf(["##..", "...#", "...#"]), 4);
    expect([...labels]).toEqual([1, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2]);
    expect(components).toEqual([
      { area: 2, bbox: [0, 0, 2, 1], centroid: [0.5, 0] },
      { area: 2, bbox: [3, 1, 1, 2], centroid: [3, 1.5] },
    ]);
  });

  it("lose their holes, but not their bays", () => {
    const rows = ["#####.", "#...#.", "#.#.##", "#...#.", "####.#"];
    expect(rowsOf(fillHoles(bitmapOf(rows)))).toEqual(["#####.", "#####.", "######", "#####.", "####.#"]);
    expect(rowsOf(fillHoles(bitmapOf(["##", "##"])))).toEqual(["##", "##"]);
    expect(rowsOf(fillHoles(bitmapOf(["###", "#..", "###"])))).toEqual(["###", "#..", "###"]);
  });

  it("are removed when they are small", () => {
    const rows = ["##...", "..#..", "....#"];
    expect(rowsOf(removeIslands(bitmapOf(rows), 3))).toEqual(["##...", "..#..", "....."]);
    expect(rowsOf(removeIslands(bitmapOf(rows), 4))).toEqual([".....", ".....", "....."]);
    expect(rowsOf(removeIslands(bitmapOf(rows), 0))).toEqual(rows);
  });
});

describe("growing and shrinking", () => {
  it("know their neighbourhoods", () => {
    const point = bitmapOf([".....", ".....", "..#..", ".....", "....."]);
    expect(rowsOf(dilate(point, 2, "square"))).toEqual(["#####", "#####", "#####", "#####", "#####"]);
    expect(rowsOf(dilate(point, 2, "disk"))).toEqual(["..#..", ".###.", "#####", ".###.", "..#.."]);
    expect(rowsOf(dilate(point, 2, "cross"))).toEqual(["..#..", "..#..", "#####", "..#..", "..#.."]);
    expect(rowsOf(dilate(point, 0, "disk"))).toEqual(rowsOf(point));
  });

  it("take any radius", () => {
    const point = bitmapOf(["....", "#..."]);
    for (const kind of ["square", "disk"] as const) {
      expect(rowsOf(dilate(point, 1e9, kind))).toEqual(["####", "####"]);
      expect(rowsOf(erode(point, 1e9, kind))).toEqual(["....", "...."]);
    }
    expect(rowsOf(dilate(point, 1e9, "cross"))).toEqual(["#...", "####"]);
    expect(rowsOf(erode(bitmapOf(["##", "##"]), 1e9, "square"))).toEqual(["##", "##"]);
  });

  test.each([-1, 1.5, Number.NaN])("refuse a radius of %s", (radius) => {
    expect(() => dilate(createBitmap(2, 2), radius, "disk")).toThrow(AppError);
    expect(() => erode(createBitmap(2, 2), radius, "square")).toThrow(AppError);
    expect(() => boundaryOf(createBitmap(2, 2), radius)).toThrow(AppError);
  });

  it("find a boundary that the image's border is part of", () => {
    expect(rowsOf(boundaryOf(bitmapOf(["####", "####", "####", "...."]), 1))).toEqual(["####", "#..#", "####", "...."]);
    expect(rowsOf(boundaryOf(bitmapOf(["##", "##"]), 0))).toEqual(["..", ".."]);
  });
});

describe("another size", () => {
  it("repeats and skips pixels", () => {
    expect(rowsOf(resizeBitmap(bitmapOf(["#.", ".#"]), 4, 3))).toEqual(["##..", "##..", "..##"]);
    expect(rowsOf(resizeBitmap(bitmapOf(["#..#", "....", ".##."]), 2, 1))).toEqual(["#."]);
  });

  it("refuses a size of nothing", () => {
    expect(() => resizeBitmap(createBitmap(2, 2), 0, 4)).toThrow(AppError);
  });
});
