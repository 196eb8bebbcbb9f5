import { describe, expect, it, test } from "vitest";
import { AppError } from "#core/errors";
import {
  applyDiff,
  type Bitmap,
  bitmapArea,
  bitmapToRuns,
  countsArrayToRle,
  countsToRuns,
  createBitmap,
  decodeRle,
  diffRuns,
  encodeRle,
  invertDiff,
  maskDifference,
  maskIntersection,
  maskUnion,
  maskXor,
  mergeRles,
  type Rle,
  rleArea,
  rleBBox,
  rleDifference,
  rleIou,
  rleIouMatrix,
  rleXor,
  runsToCounts,
  validateRle,
} from "#core/masks";
import { bitmapOf, KINDS, randomMask, randomNumbers, rowsOf } from "./masks-support.ts";

/** Two masks of one size, of every kind. */
function pairs(): [Bitmap, Bitmap][] {
  return KINDS.flatMap((kind) =>
    Array.from({ length: 25 }, (_, i): [Bitmap, Bitmap] => {
      const a = randomMask(kind, i + 1);
      const random = randomNumbers(i + 1000);
      return [a, { ...a, data: a.data.map((value) => (random() < 0.2 ? 1 - value : value)) }];
    }),
  );
}

/** Column-major runs, pixel by pixel. */
function slowRuns({ width, height, data }: Bitmap): number[] {
  const runs = [0];
  for (let i = 0; i < width * height; i++) {
    const value = data[(i % height) * width + Math.floor(i / height)] as number;
    if (value !== (runs.length - 1) % 2) runs.push(0);
    runs[runs.length - 1] = (runs.at(-1) as number) + 1;
  }
  return runs;
}

describe("runs of a bitmap", () => {
  test.each(KINDS)("are those counted pixel by pixel: %s", (kind) => {
    for (let seed = 1; seed <= 80; seed++) {
      const mask = randomMask(kind, seed);
      expect([...bitmapToRuns(mask)], `seed ${seed}`).toEqual(slowRuns(mask));
    }
  });

  it("do not hang on where the bytes lie in their buffer", () => {
    const mask = randomMask("noise", 5);
    const wide: Bitmap = { width: 64, height: 9, data: new Uint8Array(64 * 9).map((_, i) => mask.data[i] ?? 0) };
    for (let offset = 0; offset < 8; offset++) {
      const data = new Uint8Array(new ArrayBuffer(64 * 9 + 8), offset, 64 * 9);
      data.set(wide.data);
      expect([...bitmapToRuns({ ...wide, data })]).toEqual(slowRuns(wide));
    }
  });

  it("survive packing, whatever their length", () => {
    const random = randomNumbers(9);
    for (let n = 0; n < 200; n++) {
      const runs = Array.from({ length: 1 + Math.floor(random() * 9) }, () => 1 + Math.floor(2 ** (random() * 24)));
      expect([...countsToRuns(runsToCounts(runs))]).toEqual(runs);
    }
  });

  it("work on 8192 x 8192 pixels", () => {
    const bitmap = createBitmap(8192, 8192);
    for (let y = 100; y < 8100; y++) bitmap.data.fill(1, y * 8192 + 50 + (y % 37), y * 8192 + 8150);
    bitmap.data[8192 * 8192 - 1] = 1;
    const rle = encodeRle(bitmap);
    expect(rleArea(rle)).toBe(bitmapArea(bitmap));
    expect(rleBBox(rle)).toEqual([50, 100, 8142, 8092]);
    expect(Buffer.compare(decodeRle(rle).data, bitmap.data)).toBe(0);
  });
});

describe("operations on RLE", () => {
  it("are those on bitmaps", () => {
    for (const [a, b] of pairs()) {
      const [rleA, rleB] = [encodeRle(a), encodeRle(b)];
      expect(mergeRles([rleA, rleB], "union")).toEqual(encodeRle(maskUnion(a, b)));
      expect(mergeRles([rleA, rleB], "intersection")).toEqual(encodeRle(maskIntersection(a, b)));
      expect(rleDifference(rleA, rleB)).toEqual(encodeRle(maskDifference(a, b)));
      expect(rleXor(rleA, rleB)).toEqual(encodeRle(maskXor(a, b)));
    }
  });

  it("merge many masks as one after the other", () => {
    const random = randomNumbers(4);
    const masks = Array.from({ length: 40 }, () => {
      const mask = createBitmap(31, 23);
      const from = Math.floor(random() * mask.data.length);
      mask.data.fill(1, from, from + 60);
      for (let i = 0; i < 30; i++) mask.data[Math.floor(random() * mask.data.length)] = 1;
      return mask;
    });
    for (let n = 1; n <= masks.length; n++) {
      const some = masks.slice(0, n);
      const union = some.reduce(maskUnion);
      const intersection = some.reduce(maskIntersection);
      expect(mergeRles(some.map(encodeRle), "union")).toEqual(encodeRle(union));
      expect(mergeRles(some.map(encodeRle), "intersection")).toEqual(encodeRle(intersection));
    }
  });

  it("hold two masks at once, however many were asked for before", () => {
    const masks = Array.from({ length: 12 }, (_, i) => {
      const mask = createBitmap(12, 3);
      mask.data.fill(1, i, 20);
      return encodeRle(mask);
    });
    // Every order in which a remembered mask meets one that takes another's place.
    for (const a of masks) for (const b of masks) expect(rleIou(a, b)).toBe(rleIouMatrix([a], [b], [false])[0]);
  });

  it("put the IoU of detection d and truth t at d * truths + t", () => {
    const [a, b, c] = [bitmapOf(["##.."]), bitmapOf([".##."]), bitmapOf(["...."])].map(encodeRle) as [Rle, Rle, Rle];
    expect([...rleIouMatrix([a, c], [a, b, c], [false, false, false])]).toEqual([1, 1 / 3, 0, 0, 0, 0]);
    expect([...rleIouMatrix([a, c], [a, b, c], [false, true, true])]).toEqual([1, 1 / 2, 0, 0, 0, 0]);
    expect(rleIouMatrix([], [a], [false])).toHaveLength(0);
  });

  it("refuse other sizes, nothing to merge, and flags that don't fit", () => {
    const [a, b] = [encodeRle(createBitmap(3, 2)), encodeRle(createBitmap(2, 3))];
    for (const wrong of [
      () => mergeRles([a, b], "union"),
      () => mergeRles([], "union"),
      () => rleDifference(a, b),
      () => rleXor(a, b),
      () => rleIouMatrix([a], [b], [false]),
      () => rleIouMatrix([a], [a], []),
      () => diffRuns(a, b),
    ]) {
      expect(wrong).toThrow(AppError);
    }
  });
});

describe("what files can hold", () => {
  const strange: [string, Rle][] = [
    ["a size that would take all memory", { size: [1e6, 1e6], counts: "1" }],
    ["a size that is not whole", { size: [2.5, 2], counts: "5" }],
    ["a size of nothing", { size: [0, 0], counts: "" }],
    ["a negative size", { size: [-2, -2], counts: "4" }],
    ["no counts at all", { size: [2, 2], counts: "" }],
    ["counts of another type", { size: [2, 2], counts: 4 as unknown as string }],
    ["too few pixels", { size: [2, 2], counts: "3" }],
    ["too many pixels", { size: [2, 2], counts: "5" }],
    ["a negative run", { size: [2, 2], counts: "5O" }],
    ["a number without an end", { size: [2, 2], counts: "4o" }],
    ["a number of seven characters", { size: [2, 2], counts: "TPPPPP04" }],
    ["a character before 0", { size: [2, 2], counts: "4/" }],
    ["a character after o", { size: [2, 2], counts: "4p" }],
    ["characters outside ASCII", { size: [2, 2], counts: "4é" }],
    ["characters outside the basic plane", { size: [2, 2], counts: "\u{1f600}" }],
    ["runs that overflow together", { size: [2, 2], counts: "PPPPP8".repeat(40) }],
  ];

  test.each(strange)("refuses %s, in every function", (_, rle) => {
    for (const read of [validateRle, decodeRle, rleArea, rleBBox, (bad: Rle) => rleIou(bad, bad)]) {
      expect(() => read(rle)).toThrow(AppError);
    }
    expect(() => mergeRles([rle], "union")).toThrow(AppError);
  });

  it("refuses a bitmap above 2^28 pixels before it takes memory", () => {
    expect(() => createBitmap(2 ** 20, 2 ** 20)).toThrow("larger than");
    expect(() => createBitmap(Number.NaN, 3)).toThrow(AppError);
  });

  it("takes runs of no pixels", () => {
    // 2 background, 0 mask, 1 background, 3 mask; and with two empty runs in a row.
    for (const counts of [
      [2, 0, 1, 3],
      [2, 0, 0, 0, 1, 3],
      [3, 3, 0],
      [3, 3, 0, 0],
    ]) {
      const rle = countsArrayToRle(counts, [2, 3]);
      expect(rowsOf(decodeRle(rle))).toEqual(["..#", ".##"]);
      expect(rleArea(rle)).toBe(3);
      expect(rleBBox(rle)).toEqual([1, 0, 2, 2]);
      expect(rleIou(rle, encodeRle(bitmapOf(["..#", ".##"])))).toBe(1);
      expect(mergeRles([rle, rle], "intersection")).toEqual(encodeRle(bitmapOf(["..#", ".##"])));
    }
  });

  test.each([
    ["do not fill the size", [1, 2]],
    ["fill more than the size", [1, 2, 30]],
    ["are negative", [8, -2]],
    ["are not whole", [5.5, 0.5]],
    ["are not numbers", [Number.NaN]],
  ])("refuses uncompressed runs that %s", (_, counts) => {
    expect(() => countsArrayToRle(counts, [2, 3])).toThrow(AppError);
  });
});

describe("the change between two masks", () => {
  it("leads there and back", () => {
    for (const [a, b] of pairs()) {
      const [before, after] = [encodeRle(a), encodeRle(b)];
      const diff = JSON.parse(JSON.stringify(diffRuns(before, after)));
      expect(applyDiff(before, diff)).toEqual(after);
      expect(applyDiff(after, invertDiff(diff))).toEqual(before);
    }
  });

  it("is small for a small stroke in a large mask", () => {
    const random = randomNumbers(2);
    const mask = createBitmap(1000, 1000);
    for (let i = 0; i < mask.data.length; i++) mask.data[i] = random() < 0.5 ? 1 : 0;
    const before = encodeRle(mask);
    for (let y = 500; y < 510; y++) mask.data.fill(1, y * 1000 + 300, y * 1000 + 320);
    const diff = diffRuns(before, encodeRle(mask));
    expect(before.counts.length).toBeGreaterThan(400_000);
    expect(JSON.stringify(diff).length).toBeLessThan(500);
  });

  it("is refused by any other mask, and when it was tampered with", () => {
    const [a, b] = [encodeRle(bitmapOf(["#..", "..."])), encodeRle(bitmapOf(["##.", "..."]))];
    const diff = diffRuns(a, b);
    expect(() => applyDiff(b, diff)).toThrow("does not fit");
    expect(() => applyDiff(a, { ...diff, changed: runsToCounts([5, 1]) })).toThrow("does not fit");
    expect(() => applyDiff(a, { ...diff, changed: "zzz" })).toThrow(AppError);
    expect(() => applyDiff(encodeRle(createBitmap(2, 3)), diff)).toThrow(AppError);
  });
});
