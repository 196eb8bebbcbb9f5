import { describe, expect, test } from "vitest";
import {
  bitmapArea,
  bitmapBBox,
  countsArrayToRle,
  decodeRle,
  encodeRle,
  mergeRles,
  polygonsToRle,
  type Rle,
  rleArea,
  rleBBox,
  rleIou,
  rleIouMatrix,
} from "#core/masks";
import { picture, unpack } from "./masks-support.ts";
import vectors from "./vectors/masks-coco.json" with { type: "json" };

const sizeOf = (size: readonly number[]): Rle["size"] => [size[0] as number, size[1] as number];
const rleOf = ({ size, counts }: { size: readonly number[]; counts: string }): Rle => ({ size: sizeOf(size), counts });

describe.each(vectors.masks)("pycocotools and $name", (vector) => {
  test("encode and decode", () => {
    expect(encodeRle(unpack(vector))).toEqual(rleOf(vector));
    expect(picture(decodeRle(rleOf(vector)))).toEqual(picture(unpack(vector)));
  });

  test("area and toBbox", () => {
    expect(rleArea(rleOf(vector))).toBe(vector.area);
    expect(bitmapArea(unpack(vector))).toBe(vector.area);
    // pycocotools answers 0 x 0 for an empty mask.
    expect(rleBBox(rleOf(vector))).toEqual(vector.bbox);
    expect(bitmapBBox(unpack(vector))).toEqual(vector.bbox);
  });
});

describe.each(vectors.groups)("pycocotools and masks of $masks.0.size", (group) => {
  const masks = group.masks.map(rleOf);

  test("iou", () => {
    const none = masks.map(() => false);
    expect([...rleIouMatrix(masks, masks, none)]).toEqual(group.plain.flat());
    expect(masks.map((a) => masks.map((b) => rleIou(a, b)))).toEqual(group.plain);
  });

  test("iou with iscrowd", () => {
    const crowd = group.crowd.map((flag) => flag === 1);
    expect([...rleIouMatrix(masks, masks, crowd)]).toEqual(group.crowded.flat());
  });

  test.each(group.merges)("merge of $masks", (merge) => {
    const parts = merge.masks.map((i) => masks[i] as Rle);
    expect(mergeRles(parts, "union").counts).toBe(merge.union);
    expect(mergeRles(parts, "intersection").counts).toBe(merge.intersection);
  });
});

test.each(vectors.polygons)("pycocotools' frPyObjects on $size, $polygons", ({ polygons, size, counts }) => {
  expect(polygonsToRle(polygons, ...sizeOf(size))).toEqual({ size, counts });
});

test.each(vectors.uncompressed)("pycocotools' frPyObjects on runs $counts", ({ counts, size, compressed }) => {
  expect(countsArrayToRle(counts, sizeOf(size))).toEqual({ size, counts: compressed });
});
