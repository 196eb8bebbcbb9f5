import { expect, test } from "vitest";
import { bitmapArea, bitmapBBox, createBitmap, decodeRle, encodeRle, rleArea, rleBBox, rleIou } from "#core/masks";
import vectors from "./vectors/rle.json" with { type: "json" };

/** A pixel is set where (a x + b y + c x y) mod m < t; scripts/make_rle_vectors.py does the same. */
function bitmapOf([width, height, a, b, c, m, t]: readonly number[]) {
  const bitmap = createBitmap(width as number, height as number);
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < bitmap.width; x++) {
      const value = ((a as number) * x + (b as number) * y + (c as number) * x * y) % (m as number);
      bitmap.data[y * bitmap.width + x] = value < (t as number) ? 1 : 0;
    }
  }
  return bitmap;
}

test.each(vectors.masks)("a mask by the formula $formula is encoded as pycocotools does", (vector) => {
  const bitmap = bitmapOf(vector.formula);
  const rle = encodeRle(bitmap);
  expect(rle.counts === vector.counts).toBe(true);
  expect(rle.size).toEqual([vector.formula[1], vector.formula[0]]);
  expect(Buffer.compare(decodeRle(rle).data, bitmap.data)).toBe(0);
});

test.each(vectors.masks)("area and box of $formula are pycocotools'", (vector) => {
  const bitmap = bitmapOf(vector.formula);
  const rle = { size: [bitmap.height, bitmap.width] as const, counts: vector.counts };
  expect(rleArea(rle)).toBe(vector.area);
  expect(bitmapArea(bitmap)).toBe(vector.area);
  expect(rleBBox(rle)).toEqual(vector.bbox);
  expect(bitmapBBox(bitmap)).toEqual(vector.bbox);
});

test.each(vectors.pairs)("IoU of $first and $second is pycocotools'", ({ first, second, iou }) => {
  expect(rleIou(encodeRle(bitmapOf(first)), encodeRle(bitmapOf(second)))).toBeCloseTo(iou, 12);
});
