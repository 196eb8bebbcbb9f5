import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bitmap, bitmapArea, createBitmap, decodeRle, encodeRle } from "#core/masks";
import { contourOf, coverageOf, displayFactor, type Region } from "#renderer/raster";

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
