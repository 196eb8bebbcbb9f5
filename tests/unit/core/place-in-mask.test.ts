import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bitmap, encodeRle, placeInMask } from "#core/masks";

const WIDTH = 13;
const HEIGHT = 9;

/** By looking at every pixel. */
function plainly({ data }: Bitmap, x: number, y: number) {
  const at = (column: number, row: number) => data[row * WIDTH + column] === 1;
  const inPicture = x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT;
  const inside = inPicture && at(Math.floor(x), Math.floor(y));
  let best = Number.POSITIVE_INFINITY;
  for (let row = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++) {
      if (at(column, row) === inside) continue;
      const dx = Math.max(0, column - x, x - column - 1);
      const dy = Math.max(0, row - y, y - row - 1);
      best = Math.min(best, Math.hypot(dx, dy));
    }
  }
  return { inside, distance: Number.isFinite(best) ? best : null };
}

describe("a place in a mask", () => {
  it("is what looking at every pixel says, for any mask and place", () => {
    const places = fc.record({
      x: fc.double({ min: -3, max: WIDTH + 3, noNaN: true }),
      y: fc.double({ min: -3, max: HEIGHT + 3, noNaN: true }),
    });
    const bits = fc.oneof(
      fc.array(fc.constantFrom(0, 1), { minLength: WIDTH * HEIGHT, maxLength: WIDTH * HEIGHT }),
      fc.constantFrom(0, 1).map((bit) => Array<number>(WIDTH * HEIGHT).fill(bit)),
    );
    fc.assert(
      fc.property(bits, places, (data, { x, y }) => {
        const bitmap: Bitmap = { width: WIDTH, height: HEIGHT, data: Uint8Array.from(data) };
        const expected = plainly(bitmap, x, y);
        const found = placeInMask(encodeRle(bitmap), x, y);
        expect(found.inside).toBe(expected.inside);
        if (expected.distance === null) expect(found.distance).toBeNull();
        else expect(found.distance).toBeCloseTo(expected.distance, 9);
      }),
    );
  });

  it("has no distance where there is no pixel of the other kind", () => {
    const empty = encodeRle({ width: 4, height: 3, data: new Uint8Array(12) });
    expect(placeInMask(empty, 1, 1)).toEqual({ inside: false, distance: null });
    const full = encodeRle({ width: 4, height: 3, data: new Uint8Array(12).fill(1) });
    expect(placeInMask(full, 1, 1)).toEqual({ inside: true, distance: null });
  });
});
