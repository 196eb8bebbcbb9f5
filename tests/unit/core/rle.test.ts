import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import {
  type Bitmap,
  bitmapArea,
  bitmapBBox,
  createBitmap,
  decodeRle,
  encodeRle,
  rleArea,
  rleBBox,
  rleIou,
} from "#core/masks";

function bitmap(rows: readonly string[]): Bitmap {
  const made = createBitmap(rows[0]?.length ?? 0, rows.length);
  rows.forEach((row, y) => {
    [...row].forEach((cell, x) => {
      made.data[y * made.width + x] = cell === "#" ? 1 : 0;
    });
  });
  return made;
}

const anyBitmap = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((cells) => ({ width, height, data: Uint8Array.from(cells) })),
  );

describe("COCO RLE", () => {
  it("keeps every pixel through encode and decode", () => {
    fc.assert(
      fc.property(anyBitmap, (mask) => {
        expect(decodeRle(encodeRle(mask))).toEqual(mask);
      }),
    );
  });

  it("gives the bitmap's area and box without decoding", () => {
    fc.assert(
      fc.property(anyBitmap, (mask) => {
        const rle = encodeRle(mask);
        expect(rleArea(rle)).toBe(bitmapArea(mask));
        expect(rleBBox(rle)).toEqual(bitmapBBox(mask));
      }),
    );
  });

  it("counts intersection over union as pixels do", () => {
    fc.assert(
      fc.property(anyBitmap, fc.uint8Array({ minLength: 1600, maxLength: 1600, max: 1 }), (a, cells) => {
        const b: Bitmap = { ...a, data: cells.slice(0, a.data.length) };
        const both = a.data.filter((value, i) => value === 1 && b.data[i] === 1).length;
        const either = a.data.filter((value, i) => value === 1 || b.data[i] === 1).length;
        expect(rleIou(encodeRle(a), encodeRle(b))).toBeCloseTo(either === 0 ? 0 : both / either, 12);
      }),
    );
  });

  it("runs column by column, starting with background", () => {
    // pycocotools: encode(np.asfortranarray([[0,1],[1,1]])) -> counts b"13" (one background, three mask pixels)
    expect(encodeRle(bitmap([".#", "##"]))).toEqual({ size: [2, 2], counts: "13" });
  });

  it("says that an empty mask has the box 0, 0, 0, 0", () => {
    expect(rleBBox(encodeRle(createBitmap(5, 3)))).toEqual([0, 0, 0, 0]);
  });

  it.each([
    ["runs that don't fill the size", { size: [2, 2] as const, counts: "12" }],
    ["characters that no encoder writes", { size: [2, 2] as const, counts: "1\u00e9" }],
    ["a number that never ends", { size: [2, 2] as const, counts: "oooooooooooo" }],
  ])("refuses %s", (_, rle) => {
    expect(() => decodeRle(rle)).toThrow(AppError);
  });

  it("refuses to compare masks of different sizes, naming both", () => {
    const a = encodeRle(createBitmap(3, 2));
    const b = encodeRle(createBitmap(2, 3));
    expect(() => rleIou(a, b)).toThrow("3 x 2 and 2 x 3");
  });

  it("refuses a mask without pixels", () => {
    expect(() => createBitmap(0, 4)).toThrow(AppError);
  });
});
