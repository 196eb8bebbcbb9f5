import { describe, expect, it } from "vitest";
import { rleArea, rleXor } from "#core/masks";
import { compare, seenRegion } from "#renderer/candidates";
import { scrollToKeep } from "../../../renderer/candidates/stay-in-sight.ts";
import { boxMask } from "./fake-client.ts";

describe("a candidate against the mask", () => {
  it("is split into what it has more and what it lacks, together their XOR", () => {
    const [candidate, mask] = [boxMask(0, 0, 10, 4), boxMask(5, 0, 10, 4)];
    const found = compare(candidate, mask);
    expect(found).toMatchObject({ morePixels: 20, lessPixels: 20 });
    expect(found?.iou).toBeCloseTo(1 / 3);
    expect(rleArea(rleXor(candidate, mask))).toBe(40);
  });

  it("is nothing where the sizes differ", () => {
    expect(compare(boxMask(0, 0, 1, 1), { size: [4, 4], counts: "`0" })).toBeNull();
  });
});

describe("the chosen card", () => {
  it("is scrolled to where it is seen when less of the list is, if it was seen whole", () => {
    expect(scrollToKeep({ top: 260, bottom: 400 }, 400, 320)).toBe(80);
    expect(scrollToKeep({ top: 100, bottom: 240 }, 400, 320)).toBe(0);
    expect(scrollToKeep({ top: 260, bottom: 400 }, 320, 400)).toBe(0);
  });

  it("is left alone where a person had scrolled it away, and never beyond its own beginning", () => {
    expect(scrollToKeep({ top: 300, bottom: 440 }, 400, 320)).toBe(0);
    expect(scrollToKeep({ top: -20, bottom: 120 }, 400, 60)).toBe(0);
    expect(scrollToKeep({ top: 10, bottom: 150 }, 400, 60)).toBe(10);
  });
});

describe("what the canvas shows of the picture", () => {
  const stage = { width: 200, height: 100 };
  const image = { width: 100, height: 100 };

  it("is widened to a thumbnail's shape around its middle", () => {
    // The canvas shows x 10..60 and y 20..45.
    const region = seenRegion({ scale: 4, x: -40, y: -80 }, stage, image, 1);
    expect(region).toEqual({ x: 10, y: 8, width: 50, height: 50 });
  });

  it("is the whole picture where all of it is in view, and never nothing", () => {
    expect(seenRegion({ scale: 0.5, x: 50, y: 10 }, stage, image, 1)).toEqual({ x: 0, y: 0, width: 100, height: 100 });
    expect(seenRegion({ scale: 1, x: 900, y: 0 }, stage, image, 1).width).toBe(100);
    expect(seenRegion({ scale: 64, x: -6300, y: -6300 }, stage, image, 1).width).toBeGreaterThanOrEqual(3);
  });
});
