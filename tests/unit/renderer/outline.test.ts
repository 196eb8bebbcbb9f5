import { describe, expect, it } from "vitest";
import { encodeRle } from "#core/masks";
import { contourOf } from "#renderer/raster";
import { leastSide, loopsFrom } from "../../../renderer/canvas/outline.ts";

const rows = [
  // A box of 6 x 3 with a hole of one pixel, and a speck of 1 x 2.
  "######....",
  "#.####..#.",
  "######..#.",
  "..........",
];
const data = Uint8Array.from(rows.join(""), (sign) => (sign === "#" ? 1 : 0));
const outline = contourOf(encodeRle({ width: 10, height: 4, data }));

describe("the loops of an outline", () => {
  it("are all there, unless the small ones are to be left out", () => {
    expect([0, 2, 3, 6, 7].map((least) => loopsFrom(outline, least).length)).toEqual([3, 2, 1, 1, 0]);
  });

  it("are left out by their size on the screen, in steps that a little zooming does not change", () => {
    expect(leastSide(0, 3)).toBe(0);
    expect([0.5, 1, 1.1, 2, 8].map((scale) => leastSide(8, scale))).toEqual([16, 8, 4, 4, 1]);
    expect(leastSide(10, 1.2)).toBe(leastSide(10, 1));
  });
});
