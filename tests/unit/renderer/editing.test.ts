import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Bitmap,
  bitmapArea,
  createBitmap,
  decodeRle,
  dilate,
  encodeRle,
  erode,
  fillHoles,
  fillPolygon,
  maskDifference,
  maskIntersection,
  maskUnion,
  maskXor,
  removeIslands,
} from "#core/masks";
import {
  type Brush,
  combined,
  effectOf,
  floodFill,
  type Outline,
  type Place,
  paintStroke,
  patchRle,
  rleWithOp,
  type Stroke,
  seated,
  steppedDiameter,
  withOp,
  withOutline,
  withStroke,
} from "#renderer/editing";

const SIZE = { width: 33, height: 27 };

const randomBitmap = (width: number, height: number) =>
  fc.array(fc.boolean(), { minLength: width * height, maxLength: width * height }).map((bits): Bitmap => {
    const bitmap = createBitmap(width, height);
    bits.forEach((bit, i) => {
      bitmap.data[i] = bit ? 1 : 0;
    });
    return bitmap;
  });
/** Blobs: what people's masks look like more than noise does. */
const blobs = fc
  .array(
    fc.record({
      x: fc.integer({ min: 0, max: 32 }),
      y: fc.integer({ min: 0, max: 26 }),
      d: fc.integer({ min: 1, max: 14 }),
    }),
    { minLength: 0, maxLength: 6 },
  )
  .map((discs): Bitmap => {
    const bitmap = createBitmap(SIZE.width, SIZE.height);
    for (const { x, y, d } of discs) {
      paintStroke(bitmap, { brush: { shape: "round", diameter: d }, erase: false, points: [{ x, y }] });
    }
    return bitmap;
  });
const masks = fc.oneof(randomBitmap(SIZE.width, SIZE.height), blobs);
const place = fc.record({
  x: fc.double({ min: -12, max: 45, noNaN: true }),
  y: fc.double({ min: -12, max: 40, noNaN: true }),
});
const brushes = fc.record({
  shape: fc.constantFrom<Brush["shape"]>("round", "square"),
  diameter: fc.integer({ min: 1, max: 21 }),
});
const strokes = fc.record({
  brush: brushes,
  erase: fc.boolean(),
  points: fc.array(place, { minLength: 1, maxLength: 6 }),
});

/** Whether a pixel's middle lies in the shape swept from a to b, by walking along the way in whole half pixels' terms. */
function isSwept(a: Place, b: Place, brush: Brush, x: number, y: number): boolean {
  // Times two, so that everything is a whole number.
  const [ax, ay, bx, by, px, py] = [2 * a.x, 2 * a.y, 2 * b.x, 2 * b.y, 2 * x + 1, 2 * y + 1].map(
    BigInt,
  ) as bigint[] as [bigint, bigint, bigint, bigint, bigint, bigint];
  const d = BigInt(brush.diameter);
  const abs = (value: bigint): bigint => (value < 0n ? -value : value);
  const [dx, dy] = [bx - ax, by - ay];
  const cross = (px - ax) * dy - (py - ay) * dx;
  if (brush.shape === "square") {
    // Separating axes of a segment and a square: across, down, and at right angles to the segment.
    const [minX, maxX] = ax < bx ? [ax, bx] : [bx, ax];
    const [minY, maxY] = ay < by ? [ay, by] : [by, ay];
    return (
      px >= minX - d && px <= maxX + d && py >= minY - d && py <= maxY + d && abs(cross) <= d * (abs(dx) + abs(dy))
    );
  }
  const along = (px - ax) * dx + (py - ay) * dy;
  const length2 = dx * dx + dy * dy;
  const [fx, fy] = along <= 0n ? [ax, ay] : [bx, by];
  if (along <= 0n || along >= length2) return (px - fx) ** 2n + (py - fy) ** 2n <= d * d;
  return cross * cross <= d * d * length2;
}

function slowStroke(bitmap: Bitmap, { brush, erase, points }: Stroke): Bitmap {
  const result = { ...bitmap, data: bitmap.data.slice() };
  const seats = points.map((point) => seated(point, brush.diameter));
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < bitmap.width; x++) {
      const hit = seats.some((seat, i) => isSwept(seats[Math.max(0, i - 1)] as Place, seat, brush, x, y));
      if (hit) result.data[y * bitmap.width + x] = erase ? 0 : 1;
    }
  }
  return result;
}

const rows = (bitmap: Bitmap): string[] =>
  Array.from({ length: bitmap.height }, (_, y) =>
    [...bitmap.data.subarray(y * bitmap.width, (y + 1) * bitmap.width)].map((value) => (value ? "#" : ".")).join(""),
  );
const bitmapOf = (...lines: string[]): Bitmap => {
  const bitmap = createBitmap((lines[0] as string).length, lines.length);
  lines.forEach((line, y) => {
    for (let x = 0; x < line.length; x++) bitmap.data[y * bitmap.width + x] = line[x] === "#" ? 1 : 0;
  });
  return bitmap;
};
const dab = (shape: Brush["shape"], diameter: number, at: Place): string[] => {
  const bitmap = createBitmap(7, 7);
  paintStroke(bitmap, { brush: { shape, diameter }, erase: false, points: [at] });
  return rows(bitmap);
};

describe("a stroke", () => {
  it("sets or clears exactly the pixels whose middles lie in what the brush sweeps, and changes nothing beyond its region", () => {
    fc.assert(
      fc.property(masks, strokes, (before, stroke) => {
        const after = { ...before, data: before.data.slice() };
        const region = paintStroke(after, stroke);
        expect(rows(after)).toEqual(rows(slowStroke(before, stroke)));
        for (let at = 0; at < after.data.length; at++) {
          if (after.data[at] === before.data[at]) continue;
          const [x, y] = [at % after.width, Math.floor(at / after.width)];
          expect(region && x >= region.x && x < region.x + region.width).toBe(true);
          expect(region && y >= region.y && y < region.y + region.height).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives on runs the mask that it gives on a bitmap", () => {
    fc.assert(
      fc.property(masks, strokes, (before, stroke) => {
        const after = { ...before, data: before.data.slice() };
        paintStroke(after, stroke);
        expect(withStroke(encodeRle(before), SIZE, stroke)).toEqual(encodeRle(after));
      }),
      { numRuns: 300 },
    );
  });

  it("begins a mask where there is none, and erases none into being", () => {
    const stroke: Stroke = { brush: { shape: "square", diameter: 3 }, erase: false, points: [{ x: 5.2, y: 5.9 }] };
    const mask = withStroke(null, SIZE, stroke);
    expect(mask && bitmapArea(decodeRle(mask))).toBe(9);
    expect(withStroke(null, SIZE, { ...stroke, erase: true })).toBeNull();
    expect(withStroke(null, SIZE, { ...stroke, points: [{ x: -50, y: 5 }] })).toBeNull();
  });

  it("of the smallest brush is the pixel pointed at; a square one of diameter d is d x d pixels anywhere", () => {
    expect(dab("round", 1, { x: 2.99, y: 3.01 }).join("").indexOf("#")).toBe(3 * 7 + 2);
    for (const at of [3, 3.3, 3.5, 3.7]) {
      for (const diameter of [1, 2, 3, 4]) {
        expect(dab("square", diameter, { x: at, y: at }).join("").split("#")).toHaveLength(diameter * diameter + 1);
      }
    }
  });

  it("has round dabs that are the same whichever way they are turned", () => {
    expect(dab("round", 5, { x: 3.5, y: 3.5 })).toEqual([
      ".......",
      "..###..",
      ".#####.",
      ".#####.",
      ".#####.",
      "..###..",
      ".......",
    ]);
    expect(dab("round", 4, { x: 3.2, y: 3.2 })).toEqual([
      ".......",
      "..##...",
      ".####..",
      ".####..",
      "..##...",
      ".......",
      ".......",
    ]);
  });

  it("steps its size by a tenth, by a pixel at least, within 1 to 500", () => {
    expect([1, 5, 20, 100].map((size) => steppedDiameter(size, 1))).toEqual([2, 6, 22, 110]);
    expect([1, 500].map((size, i) => steppedDiameter(size, i === 0 ? -1 : 1))).toEqual([1, 500]);
  });
});

describe("patchRle", () => {
  it("places a small bitmap on the picture, also where it is as high as the picture", () => {
    const patches = fc
      .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.constantFrom(1, 4, 11) })
      .chain(({ width, height }) => randomBitmap(width, height));
    fc.assert(
      fc.property(patches, fc.nat(3), fc.nat(8), (patch, x, y) => {
        const top = Math.min(y, 11 - patch.height);
        const whole = createBitmap(13, 11);
        for (let row = 0; row < patch.height; row++) {
          whole.data.set(patch.data.subarray(row * patch.width, (row + 1) * patch.width), (top + row) * 13 + x);
        }
        expect(patchRle(patch, { x, y: top }, { width: 13, height: 11 })).toEqual(encodeRle(whole));
      }),
    );
  });
});

describe("an outline", () => {
  it("fills what core/masks fills, added or taken away, its points brought onto the picture", () => {
    const outlines = fc.record({ points: fc.array(place, { minLength: 3, maxLength: 9 }), subtract: fc.boolean() });
    fc.assert(
      fc.property(masks, outlines, (before, outline: Outline) => {
        const expected = { ...before, data: before.data.slice() };
        const clamp = (value: number, limit: number) => Math.floor(Math.min(limit - 1, Math.max(0, value)));
        const points = outline.points.map(({ x, y }) => [clamp(x, SIZE.width), clamp(y, SIZE.height)] as const);
        fillPolygon(expected, points, outline.subtract ? 0 : 1);
        expect(withOutline(encodeRle(before), SIZE, outline)).toEqual(encodeRle(expected));
      }),
    );
  });

  it("of fewer than three points changes nothing", () => {
    const two = {
      points: [
        { x: 1, y: 1 },
        { x: 9, y: 9 },
      ],
      subtract: false,
    };
    expect(withOutline(null, SIZE, two)).toBeNull();
  });
});

describe("floodFill", () => {
  const pixelsOf = (values: readonly number[], width: number) => {
    const data = new Uint8ClampedArray(values.length * 4);
    values.forEach((value, i) => {
      data.set([value, 0, 255 - value, 255], 4 * i);
    });
    return { width, height: values.length / width, data };
  };

  it("takes what hangs together over sides and is alike, or all that is alike", () => {
    const pixels = pixelsOf([9, 9, 0, 9, 0, 0, 12, 0, 9], 3);
    expect(rows(floodFill(pixels, { x: 0.5, y: 0.5 }, { tolerance: 0, contiguous: true }))).toEqual([
      "##.",
      "#..",
      "...",
    ]);
    expect(rows(floodFill(pixels, { x: 0.5, y: 0.5 }, { tolerance: 3, contiguous: true }))).toEqual([
      "##.",
      "#..",
      "#..",
    ]);
    expect(rows(floodFill(pixels, { x: 0.5, y: 0.5 }, { tolerance: 0, contiguous: false }))).toEqual([
      "##.",
      "#..",
      "..#",
    ]);
  });

  it("is the seed's part of the pixels that are alike, whatever the picture", () => {
    const pictures = fc.array(fc.constantFrom(0, 40, 80), { minLength: 13 * 9, maxLength: 13 * 9 });
    fc.assert(
      fc.property(pictures, fc.nat(12), fc.nat(8), fc.constantFrom(0, 40), (values, x, y, tolerance) => {
        const seed = values[y * 13 + x] as number;
        const reached = new Set([y * 13 + x]);
        for (const at of reached) {
          const sides = [at - 13, at + 13, ...(at % 13 > 0 ? [at - 1] : []), ...(at % 13 < 12 ? [at + 1] : [])];
          for (const side of sides) {
            const value = values[side];
            if (value !== undefined && Math.abs(value - seed) <= tolerance) reached.add(side);
          }
        }
        const { data } = floodFill(pixelsOf(values, 13), { x, y }, { tolerance, contiguous: true });
        expect([...data].flatMap((value, i) => (value ? [i] : []))).toEqual([...reached].sort((a, b) => a - b));
      }),
    );
  });

  it("refuses a place beside the picture and says so", () => {
    expect(() => floodFill(pixelsOf([0], 1), { x: 1, y: 0 }, { tolerance: 0, contiguous: true })).toThrow(
      /no pixel at 1, 0/,
    );
  });
});

describe("an operation on the whole mask", () => {
  it("gives what core/masks gives on the whole picture, though it works on the mask's surroundings alone", () => {
    const radius = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(masks, radius, (bitmap, r) => {
        expect(rows(withOp(bitmap, { kind: "fill-holes" }))).toEqual(rows(fillHoles(bitmap)));
        expect(rows(withOp(bitmap, { kind: "remove-islands", below: 4 * r }))).toEqual(
          rows(removeIslands(bitmap, 4 * r)),
        );
        expect(rows(withOp(bitmap, { kind: "grow", by: r }))).toEqual(rows(dilate(bitmap, r, "disk")));
        expect(rows(withOp(bitmap, { kind: "shrink", by: r }))).toEqual(rows(erode(bitmap, r, "disk")));
      }),
      { numRuns: 60 },
    );
  });

  it("smooths: each pixel goes with the majority around it", () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 4 }), (bitmap, r) => {
        const { width, height, data } = bitmap;
        const expected = createBitmap(width, height);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            let [votes, voters] = [0, 0];
            for (let j = Math.max(0, y - r); j <= Math.min(height - 1, y + r); j++) {
              for (let i = Math.max(0, x - r); i <= Math.min(width - 1, x + r); i++) {
                votes += data[j * width + i] as number;
                voters++;
              }
            }
            const own = data[y * width + x] as number;
            expected.data[y * width + x] = 2 * votes === voters ? own : 2 * votes > voters ? 1 : 0;
          }
        }
        expect(rows(withOp(bitmap, { kind: "smooth", radius: r }))).toEqual(rows(expected));
      }),
      { numRuns: 60 },
    );
  });

  it("keeps the size and the encoding of masks", () => {
    const ring = bitmapOf(".....", ".###.", ".#.#.", ".###.", "....#");
    expect(rleWithOp(encodeRle(ring), { kind: "fill-holes" })).toEqual(
      encodeRle(bitmapOf(".....", ".###.", ".###.", ".###.", "....#")),
    );
  });
});

describe("combined", () => {
  it("is what bitmaps give", () => {
    fc.assert(
      fc.property(masks, masks, (a, b) => {
        const of = (how: Parameters<typeof combined>[2]) => combined(encodeRle(a), encodeRle(b), how);
        expect(of("union")).toEqual(encodeRle(maskUnion(a, b)));
        expect(of("intersection")).toEqual(encodeRle(maskIntersection(a, b)));
        expect(of("difference")).toEqual(encodeRle(maskDifference(a, b)));
        expect(of("xor")).toEqual(encodeRle(maskXor(a, b)));
      }),
      { numRuns: 60 },
    );
  });

  it("begins a mask only by adding", () => {
    const b = encodeRle(bitmapOf("#."));
    expect(["union", "xor", "difference", "intersection"].map((how) => combined(null, b, how as "xor"))).toEqual([
      b,
      b,
      null,
      null,
    ]);
  });
});

describe("effectOf", () => {
  it("leaves ignored pixels out of both figures", () => {
    const truth = encodeRle(bitmapOf("##..", "##..", "....", "...."));
    const mask = encodeRle(bitmapOf("####", "####", "....", "...."));
    const ignore = encodeRle(bitmapOf("..##", "..##", "....", "...."));
    expect(effectOf(mask, truth, null).iou).toBe(0.5);
    expect(effectOf(mask, truth, ignore)).toEqual({ iou: 1, boundaryF: 1 });
  });
});
