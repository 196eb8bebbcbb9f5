import { describe, expect, it, test } from "vitest";
import {
  type Bitmap,
  cocoPolygons,
  createBitmap,
  drawPolygonOutline,
  encodeRle,
  fillPolygon,
  lisaMasks,
  lisaPolygons,
  polygonsToRle,
  traceOutlines,
} from "#core/masks";
import { bitmapOf, KINDS, randomMask, rowsOf } from "./masks-support.ts";

/** Polygons drawn as LISA draws them, united. */
function drawn(bitmap: Bitmap): Bitmap {
  const canvas = createBitmap(bitmap.width, bitmap.height);
  for (const polygon of lisaPolygons(bitmap)) {
    drawPolygonOutline(canvas, polygon, 1);
    fillPolygon(canvas, polygon, 1);
  }
  return canvas;
}

const SHAPES: Record<string, string[]> = {
  nothing: ["...", "..."],
  everything: ["###", "###"],
  "one pixel": ["...", ".#.", "..."],
  "a row": ["#####"],
  "a column": ["#", "#", "#"],
  "a ring": ["#####", "#...#", "#.#.#", "#...#", "#####"],
  "a hole of one pixel": ["###", "#.#", "###"],
  "a diamond": ["..#..", ".#.#.", "#...#", ".#.#.", "..#.."],
  "diagonal neighbours": ["#.#.", ".#.#", "#.#."],
  "two holes in a row": ["#######", "#.##.##", "#######"],
  "holes that touch at a corner": ["#####", "#.###", "##.##", "#####"],
  "a thin bridge": ["##...##", "#######", "##...##"],
};

describe("polygons for LISA", () => {
  test.each(Object.entries(SHAPES))("draw %s exactly", (_, rows) => {
    expect(rowsOf(drawn(bitmapOf(rows)))).toEqual(rows);
  });

  test.each(KINDS)("draw random masks exactly: %s", (kind) => {
    for (let seed = 1; seed <= 60; seed++) {
      const mask = randomMask(kind, seed);
      expect(rowsOf(drawn(mask)), `seed ${seed}`).toEqual(rowsOf(mask));
    }
  });

  it("are one a component, holes included", () => {
    for (const kind of KINDS) {
      for (let seed = 1; seed <= 60; seed++) {
        const mask = randomMask(kind, seed);
        expect(lisaPolygons(mask).length, `${kind}, seed ${seed}`).toBe(traceOutlines(mask).length);
      }
    }
  });

  it("have three points at least, because labelling tools want them", () => {
    expect(lisaPolygons(bitmapOf(["#.##"]))).toEqual([
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [
        [2, 0],
        [3, 0],
        [3, 0],
      ],
    ]);
  });

  it("come back through a LISA file", () => {
    const mask = randomMask("blobs", 7);
    const shapes = lisaPolygons(mask).map((points) => ({ label: "target", points }));
    expect(rowsOf(lisaMasks(shapes, mask.width, mask.height).target)).toEqual(rowsOf(mask));
  });
});

describe("polygons for COCO and YOLO", () => {
  test.each(Object.entries(SHAPES))("give %s back exactly", (_, rows) => {
    const mask = bitmapOf(rows);
    expect(polygonsToRle(cocoPolygons(mask), mask.height, mask.width)).toEqual(encodeRle(mask));
  });

  test.each(KINDS)("give random masks back exactly: %s", (kind) => {
    for (let seed = 1; seed <= 60; seed++) {
      const mask = randomMask(kind, seed);
      expect(polygonsToRle(cocoPolygons(mask), mask.height, mask.width), `seed ${seed}`).toEqual(encodeRle(mask));
    }
  });

  it("run along pixel edges", () => {
    expect(cocoPolygons(bitmapOf(["....", ".##.", "...."]))).toEqual([[1, 1, 3, 1, 3, 2, 1, 2]]);
  });
});

describe("outlines", () => {
  it("name a component and its holes", () => {
    const rows = ["#####.", "#...#.", "#.#.#.", "#...#.", "#####.", "......", "..#..."];
    const outlines = traceOutlines(bitmapOf(rows));
    expect(outlines.map(({ outer, holes }) => [outer.length, holes.length])).toEqual([
      [4, 1],
      [1, 0],
      [1, 0],
    ]);
    expect(outlines[0]?.outer).toEqual([
      [0, 0],
      [4, 0],
      [4, 4],
      [0, 4],
    ]);
    expect(outlines[1]?.outer).toEqual([[2, 2]]);
  });

  it("of a noisy mask stay inside it, hole by hole", () => {
    const mask = randomMask("noise", 3);
    for (const { outer, holes } of traceOutlines(mask)) {
      for (const [x, y] of [...outer, ...holes.flat()]) expect(mask.data[y * mask.width + x]).toBe(1);
    }
  });
});
