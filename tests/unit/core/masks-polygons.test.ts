import { describe, expect, it, test } from "vitest";
import { AppError } from "#core/errors";
import {
  createBitmap,
  decodeRle,
  drawPolygonOutline,
  encodeRle,
  fillPolygon,
  lisaMasks,
  type Point,
  polygonsToRle,
  rleArea,
} from "#core/masks";
import { randomNumbers, rowsOf } from "./masks-support.ts";

describe("polygons of COCO", () => {
  it("give the empty mask when there are none, or none has an area", () => {
    const empty = encodeRle(createBitmap(8, 5));
    expect(polygonsToRle([], 5, 8)).toEqual(empty);
    expect(polygonsToRle([[], [1, 1], [1, 1, 6, 4]], 5, 8)).toEqual(empty);
  });

  test.each([
    ["an odd number of coordinates", [1, 2, 3, 4, 5]],
    ["a coordinate that is not a number", [1, 2, Number.NaN, 4, 5, 6]],
    ["an infinite coordinate", [1, 2, Number.POSITIVE_INFINITY, 4, 5, 6]],
    ["a coordinate of 1e308", [1, 2, 1e308, 4, 5, 6]],
  ])("refuse %s, naming the polygon", (_, polygon) => {
    expect(() => polygonsToRle([[0, 0, 1, 0, 1, 1], polygon], 5, 8)).toThrow(
      expect.objectContaining({ code: "bad-input", where: expect.stringContaining("polygon 2") }),
    );
  });

  it("far outside the image cost no more than inside", () => {
    const far = [-3e8, -3e8, 3e8, -3e8, 3e8, 3e8, -3e8, 3e8];
    expect(rleArea(polygonsToRle([far], 500, 700))).toBe(350_000);
    // Steep edges of a thousand million rows each.
    const needle = [100, -3e8, 101, 3e8, 200, 3e8, 199, -3e8];
    expect(rleArea(polygonsToRle([needle], 500, 700))).toBeGreaterThan(40_000);
  });

  it("take memory for their own columns alone, however wide the image claims to be", () => {
    const small = Array.from({ length: 200 }, () => [1, 0, 5, 0, 5, 1, 1, 1]);
    const rle = polygonsToRle(small, 1, 2 ** 28);
    expect([rle.size, rleArea(rle)]).toEqual([[1, 2 ** 28], 4]);
  });

  it("take a million corners, and refuse more crossings than memory is for", () => {
    const random = randomNumbers(1);
    const corners = Array.from({ length: 2_000_000 }, () => Math.round(random() * 20));
    expect(rleArea(polygonsToRle([corners], 20, 20))).toBeLessThanOrEqual(400);
    const zigzag = Array.from({ length: 40_000 }, (_, i) => (i % 4 === 0 ? 0 : i % 4 === 2 ? 8000 : i / 40));
    expect(() => polygonsToRle([zigzag], 8000, 8000)).toThrow(expect.objectContaining({ code: "too-large" }));
  });

  it("refuse sizes that would take all memory", () => {
    expect(() => polygonsToRle([[0, 0, 1, 0, 1, 1]], 1e6, 1e6)).toThrow(AppError);
  });
});

describe("polygons of LISA", () => {
  const square: Point[] = [
    [2, 2],
    [5, 2],
    [5, 4],
    [2, 4],
  ];

  it("draw with the value that is asked for, and leave the rest", () => {
    const bitmap = createBitmap(8, 6);
    bitmap.data.fill(7);
    fillPolygon(bitmap, square, 9);
    expect(bitmap.data.filter((value) => value === 9)).toHaveLength(12);
    drawPolygonOutline(bitmap, square, 3);
    expect(bitmap.data.filter((value) => value === 3)).toHaveLength(10);
    expect(bitmap.data.filter((value) => value === 7)).toHaveLength(36);
  });

  it("draw nothing without points, a pixel with one", () => {
    const bitmap = createBitmap(3, 2);
    fillPolygon(bitmap, [], 1);
    drawPolygonOutline(bitmap, [], 1);
    expect(rowsOf(bitmap)).toEqual(["...", "..."]);
    fillPolygon(bitmap, [[1.9, -0.9]], 1);
    expect(rowsOf(bitmap)).toEqual([".#.", "..."]);
  });

  it("are cut at every border", () => {
    const bitmap = createBitmap(7, 5);
    const huge: Point[] = [
      [-1e8, -1e8],
      [1e8, -1e8],
      [1e8, 1e8],
      [-1e8, 1e8],
    ];
    fillPolygon(bitmap, huge, 1);
    expect(bitmap.data.every((value) => value === 1)).toBe(true);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e308, -3e9])("refuse a coordinate of %s", (value) => {
    for (const draw of [fillPolygon, drawPolygonOutline]) {
      expect(() =>
        draw(
          createBitmap(4, 4),
          [
            [0, 0],
            [value, 1],
            [2, 2],
          ],
          1,
        ),
      ).toThrow(expect.objectContaining({ code: "bad-input", where: "point 2" }));
    }
    expect(() => lisaMasks([{ label: "a", points: [[0, value]] }], 4, 4)).toThrow(AppError);
  });

  it("refuse millions of corners that each cross a large image", () => {
    const bitmap = createBitmap(1000, 1000);
    const points = Array.from({ length: 1_000_000 }, (_, i): Point => [i % 1000, (i % 2) * 999]);
    expect(() => fillPolygon(bitmap, points, 1)).toThrow(expect.objectContaining({ code: "too-large" }));
  });

  it("mean what the reference means: the largest first, of equal ones the later first, ignore by label, flag never", () => {
    const box = (x: number): Point[] => [
      [x, 0],
      [x + 2, 0],
      [x + 2, 1],
      [x, 1],
    ];
    const { target, ignore } = lisaMasks(
      [
        { label: "target", points: box(0) },
        { label: "To Ignore", points: box(2) },
        { label: "FLAG", points: box(5) },
        {
          label: "all",
          points: [
            [0, 0],
            [7, 0],
            [7, 2],
            [0, 2],
          ],
        },
      ],
      9,
      3,
    );
    // The two boxes have one area, so the later one is drawn first and the earlier one over it, at x = 2.
    expect(rowsOf(target)).toEqual(["###..###.", "###..###.", "########."]);
    expect(rowsOf(ignore)).toEqual(["...##....", "...##....", "........."]);
  });

  it("give two empty masks without shapes", () => {
    const { target, ignore } = lisaMasks([], 3, 2);
    expect([...target.data, ...ignore.data]).toEqual(new Array(12).fill(0));
  });

  it("draw on 8192 x 8192 pixels what COCO's rasteriser gives, but for the border", () => {
    const points: Point[] = [
      [100, 100],
      [8000, 300],
      [7000, 8000],
      [300, 7000],
    ];
    const bitmap = createBitmap(8192, 8192);
    fillPolygon(bitmap, points, 1);
    const coco = decodeRle(polygonsToRle([points.flat()], 8192, 8192));
    let different = 0;
    for (let i = 0; i < coco.data.length; i++) if (coco.data[i] !== bitmap.data[i]) different++;
    expect(different).toBeGreaterThan(0);
    expect(different).toBeLessThan(40_000);
  });
});
