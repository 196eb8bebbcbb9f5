import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitted, resized, toImage, toScreen, type Viewport, wheelFactor, zoomAt } from "#renderer/canvas";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const views = fc.record({ scale: number(0.05, 40), x: number(-3000, 3000), y: number(-3000, 3000) });
const places = fc.record({ x: number(0, 2000), y: number(0, 2000) });

describe("zoomAt", () => {
  it("keeps what lies under the pointer under the pointer", () => {
    fc.assert(
      fc.property(views, places, number(0.2, 5), (view, pointer, factor) => {
        const before = toImage(view, pointer);
        const after = toScreen(zoomAt(view, pointer, factor), before);
        expect(Math.hypot(after.x - pointer.x, after.y - pointer.y)).toBeLessThan(1e-6);
      }),
    );
  });

  it("stays between its limits and undoes itself between them", () => {
    const view: Viewport = { scale: 1, x: 10, y: 20 };
    expect(zoomAt(view, { x: 5, y: 5 }, 1e9).scale).toBe(64);
    expect(zoomAt(view, { x: 5, y: 5 }, 1e-9).scale).toBe(0.02);
    const back = zoomAt(zoomAt(view, { x: 300, y: 200 }, 4), { x: 300, y: 200 }, 0.25);
    expect(back.x).toBeCloseTo(10);
    expect(back.y).toBeCloseTo(20);
  });
});

describe("fitted", () => {
  it("shows the whole picture, in the middle, clear of the tools above and the read-outs below", () => {
    const stage = { width: 836, height: 635 };
    const view = fitted({ width: 4000, height: 3000 }, stage);
    const [topLeft, bottomRight] = [toScreen(view, { x: 0, y: 0 }), toScreen(view, { x: 4000, y: 3000 })];
    expect(topLeft.x).toBeGreaterThanOrEqual(20);
    expect(topLeft.y).toBeGreaterThanOrEqual(55.999);
    expect(bottomRight.x).toBeLessThanOrEqual(816);
    expect(bottomRight.y).toBeLessThanOrEqual(635 - 47.999);
    expect(topLeft.x + bottomRight.x).toBeCloseTo(stage.width);
  });
});

describe("resized", () => {
  it("keeps the middle in the middle", () => {
    const view = { scale: 2, x: 100, y: 50 };
    const after = resized(view, { width: 800, height: 600 }, { width: 1000, height: 500 });
    expect(toImage(after, { x: 500, y: 250 })).toEqual(toImage(view, { x: 400, y: 300 }));
  });
});

describe("wheelFactor", () => {
  it("zooms in upwards, out downwards, and lines count as more than pixels", () => {
    expect(wheelFactor(-100, 0)).toBeGreaterThan(1);
    expect(wheelFactor(100, 0) * wheelFactor(-100, 0)).toBeCloseTo(1);
    expect(wheelFactor(-3, 1)).toBeGreaterThan(wheelFactor(-3, 0));
  });
});
