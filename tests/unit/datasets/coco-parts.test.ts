import { expect, it } from "vitest";
import { decodeRle, encodeRle } from "#core/masks";
import { IdSet, segmentationToRle } from "#electron/datasets/coco-parts";

const rows = (segmentation: unknown, height = 3, width = 4) => {
  const { data } = decodeRle(segmentationToRle(segmentation, height, width));
  return Array.from({ length: height }, (_, y) => Array.from(data.subarray(y * width, (y + 1) * width)).join(""));
};

it("takes polygons, united, and RLE of both kinds, as the same mask", () => {
  const mask = ["1100", "1100", "0001"];
  const data = Uint8Array.from(mask.join(""), Number);
  expect(rows(encodeRle({ width: 4, height: 3, data }))).toEqual(mask);
  expect(rows({ size: [3, 4], counts: [0, 2, 1, 2, 6, 1] })).toEqual(mask);
  const polygons = [
    [0, 0, 2, 0, 2, 2, 0, 2],
    [3, 2, 4, 2, 4, 3, 3, 3],
  ];
  expect(rows(polygons)).toEqual(mask);
});

it.each([
  [undefined, "none"],
  [null, "none"],
  ["abc", "neither"],
  [[], "no polygon"],
  [[1, 2, 3, 4, 5, 6], "no list of numbers"],
  [[[1, 2, 3, 4]], "at least 6"],
  [[[1, 2, 3, 4, 5, 6, 7]], "even count"],
  [[[1, 2, 3, 4, 5, "6"]], "something else than numbers"],
  [[[1, 2, 3, 4, 5, Number.POSITIVE_INFINITY]], "something else than numbers"],
  [[[1e9, 2, 3, 4, 5, 6]], "far outside of 4 x 3"],
  [{ counts: "x" }, "no size"],
  [{ size: [4, 3], counts: [12] }, "3 x 4 pixels, the image 4 x 3"],
  [{ size: [3, 4] }, "no counts"],
  [{ size: [3, 4], counts: [11] }, ""],
  [{ size: [3, 4], counts: [-1, 13] }, ""],
  [{ size: [3, 4], counts: [1.5, 10.5] }, ""],
  [{ size: [3, 4], counts: "0000000000000" }, ""],
  [{ size: [3, 4], counts: ["1"] }, ""],
])("refuses %j, typed and in words", (segmentation, words) => {
  expect(() => segmentationToRle(segmentation, 3, 4)).toThrow(
    expect.objectContaining({ code: "bad-input", message: expect.stringContaining(words) }),
  );
});

it("a set of ids tells numbers from texts and takes each once", () => {
  const ids = new IdSet();
  const given = [1, "1", -1, 1.5, 1, "1", 900_100_000_001, "a", "__proto__", "a"];
  expect(given.map((id) => ids.add(id))).toEqual([true, true, true, true, false, false, true, true, true, false]);
});
