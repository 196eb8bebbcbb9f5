import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bitmap, bitmapArea, createBitmap, decodeRle, encodeRle } from "#core/masks";
import { contourOf, coverageOf, displayFactor, type Region } from "#renderer/raster";
import { regionAround } from "../../../renderer/raster/thumbnail-region.ts";

const bitmaps = fc
  .record({
    width: fc.integer({ min: 1, max: 24 }),
    height: fc.integer({ min: 1, max: 24 }),
    seed: fc.infiniteStream(fc.boolean()),
  })
  .map(({ width, height, seed }): Bitmap => {
    const bitmap = createBitmap(width, height);
    for (let i = 0; i < bitmap.data.length; i++) bitmap.data[i] = seed.next().value ? 1 : 0;
    return bitmap;
  });

/** The plain way: count the full-size bitmap's pixels in each cell. */
function slowCoverage(bitmap: Bitmap, factor: number, region: Region): number[] {
  const alpha: number[] = [];
  for (let cellY = 0; cellY < region.height; cellY += factor) {
    for (let cellX = 0; cellX < region.width; cellX += factor) {
      let set = 0;
      let pixels = 0;
      for (let y = cellY; y < Math.min(region.height, cellY + factor); y++) {
        for (let x = cellX; x < Math.min(region.width, cellX + factor); x++) {
          pixels++;
          const [px, py] = [region.x + x, region.y + y];
          const inside = px >= 0 && py >= 0 && px < bitmap.width && py < bitmap.height;
          if (inside && bitmap.data[py * bitmap.width + px] === 1) set++;
        }
      }
      alpha.push(Math.round((255 * set) / pixels));
    }
  }
  return alpha;
}

describe("coverageOf", () => {
  it("is the decoded mask at factor 1", () => {
    fc.assert(
      fc.property(bitmaps, (bitmap) => {
        const rle = encodeRle(bitmap);
        expect([...coverageOf(rle, 1).alpha]).toEqual([...decodeRle(rle).data].map((value) => 255 * value));
      }),
    );
  });

  it("counts each cell's pixels at any factor and in any region, over the edges too", () => {
    const offset = fc.integer({ min: -6, max: 20 });
    const size = fc.integer({ min: 1, max: 20 });
    const regions = fc.record({ x: offset, y: offset, width: size, height: size });
    fc.assert(
      fc.property(bitmaps, fc.integer({ min: 1, max: 7 }), regions, (bitmap, factor, region) => {
        const coverage = coverageOf(encodeRle(bitmap), factor, region);
        expect([...coverage.alpha]).toEqual(slowCoverage(bitmap, factor, region));
      }),
    );
  });

  it("chooses the smallest factor that keeps a picture below the limit", () => {
    expect(displayFactor(1000, 1000, 2_000_000)).toBe(1);
    expect(displayFactor(4000, 3000, 2_000_000)).toBe(3);
    expect((4000 / 3) * (3000 / 3)).toBeLessThanOrEqual(2_000_000);
  });
});

/** Twice the signed area of all loops: with the mask on the right of every edge it is the mask's area. */
function enclosed({ points, starts }: ReturnType<typeof contourOf>): number {
  let twice = 0;
  starts.forEach((first, loop) => {
    const end = starts[loop + 1] ?? points.length / 2;
    for (let i = first; i < end; i++) {
      const j = i + 1 < end ? i + 1 : first;
      const [x0, y0, x1, y1] = [points[2 * i], points[2 * i + 1], points[2 * j], points[2 * j + 1]] as number[];
      twice += (x0 as number) * (y1 as number) - (x1 as number) * (y0 as number);
    }
  });
  return twice / 2;
}

describe("contourOf", () => {
  it("encloses exactly the mask's pixels, holes and diagonal touches included", () => {
    fc.assert(
      fc.property(bitmaps, (bitmap) => {
        expect(enclosed(contourOf(encodeRle(bitmap)))).toBe(bitmapArea(bitmap));
      }),
    );
  });

  it("needs four corners for a rectangle and none for an empty mask", () => {
    const bitmap = createBitmap(9, 7);
    expect(contourOf(encodeRle(bitmap)).points).toHaveLength(0);
    for (let y = 2; y < 5; y++) bitmap.data.fill(1, y * 9 + 3, y * 9 + 8);
    const { points, starts } = contourOf(encodeRle(bitmap));
    const corners = new Set(
      Array.from({ length: points.length / 2 }, (_, i) => `${points[2 * i]},${points[2 * i + 1]}`),
    );
    expect(starts).toHaveLength(1);
    for (const corner of ["3,2", "8,2", "8,5", "3,5"]) expect(corners).toContain(corner);
    expect(points.length / 2).toBeLessThanOrEqual(5);
  });
});

describe("what a thumbnail shows", () => {
  const aspect = 1.6;
  const sides = fc.integer({ min: 1, max: 400 });
  const boxed = fc.record({ width: sides, height: sides }).chain(({ width, height }) =>
    fc.record({ x: fc.nat(width - 1), y: fc.nat(height - 1) }).chain(({ x, y }) =>
      fc.record({
        picture: fc.constant({ width, height }),
        bbox: fc.tuple(
          fc.constant(x),
          fc.constant(y),
          fc.integer({ min: 1, max: width - x }),
          fc.integer({ min: 1, max: height - y }),
        ),
      }),
    ),
  );

  it("has the whole box in it, and a picture that does not fill it in its middle", () => {
    fc.assert(
      fc.property(boxed, ({ picture, bbox: [x, y, width, height] }) => {
        const region = regionAround([x, y, width, height], aspect, picture);
        for (const [start, length, from, size, limit] of [
          [region.x, region.width, x, width, picture.width],
          [region.y, region.height, y, height, picture.height],
        ] as const) {
          expect(start).toBeLessThanOrEqual(from);
          expect(start + length).toBeGreaterThanOrEqual(from + size);
          const [before, after] = [-start, start + length - limit];
          if (length > limit) expect(before).toBe(after);
          else expect(Math.max(before, after)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it("is a picture of a single row, column or pixel thick enough to be seen", () => {
    expect(regionAround([0, 0, 150, 1], aspect, { width: 300, height: 1 })).toMatchObject({ y: -4, height: 9 });
    expect(regionAround([0, 0, 1, 300], aspect, { width: 1, height: 300 })).toMatchObject({ x: -4, width: 9 });
    expect(regionAround([0, 0, 1, 1], aspect, { width: 1, height: 1 })).toEqual({ x: -1, y: 0, width: 3, height: 1 });
  });

  it("keeps the shape of a picture of which there is enough", () => {
    const { width, height } = regionAround([100, 100, 50, 20], aspect, { width: 400, height: 300 });
    expect(width / height).toBeCloseTo(aspect, 1);
  });
});
