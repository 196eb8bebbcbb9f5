import { describe, expect, test } from "vitest";
import { decodeRle, type Rle } from "#core/masks";
import { maskOfValue, NumberRows, plainValue, shortExample, typeOfValue, valueAt } from "#electron/datasets/parquet";
import { MAX_ELEMENT } from "#electron/datasets/reading";
import { BudgetError, FileBudget } from "../../../../electron/datasets/parquet/page-budget.ts";
import { ValueSink } from "../../../../electron/datasets/parquet/value-sink.ts";

const place = { field: "mask", size: { width: 3, height: 2 }, find: async (name: string) => name };
const rows = (values: NumberRows["values"], lengths: number[], missing = 0) =>
  new NumberRows(values, lengths, values instanceof Uint8Array, missing);
const maskOf = async (value: unknown) => [...decodeRle((await maskOfValue(value, place)) as Rle).data];

describe("rows of pixels", () => {
  test.each([
    ["flags", new Uint8Array([0, 1, 0, 1, 1, 0])],
    ["32 bits", new Int32Array([0, -1, 0, 255, 1, 0])],
    ["64 bits, of which either half may be zero", new BigInt64Array([0n, 2n ** 40n, 0n, 1n, -1n, 0n])],
    ["64 bits without sign", new BigUint64Array([0n, 2n ** 63n, 0n, 1n, 5n, 0n])],
    ["fractions", new Float32Array([0, 0.25, -0, 1, 2, 0])],
  ])("%s: every number but zero is of the mask", async (_name, values) => {
    expect(await maskOf(rows(values, [3, 3]))).toEqual([0, 1, 0, 1, 1, 0]);
  });

  test("all pixels in one list", async () => {
    expect(await maskOf(rows(new Float64Array([0, 1, 0, 1, 1, 0]), [6]))).toEqual([0, 1, 0, 1, 1, 0]);
  });

  test.each([
    ["another size", rows(new Uint8Array(4), [2, 2]), "its mask has another size than its image", /2/],
    ["ragged", rows(new Uint8Array(5), [3, 2]), "its mask cannot be read", /from 2 to 3 pixels/],
    ["gaps", rows(new Uint8Array(5), [3, 2], 1), "its mask cannot be read", /1 of its pixels are missing/],
    // Six zeros and ones in two lists would be two triangles.
    ["few pixels of a wrong size", rows(new Int32Array(12), [6, 6]), "its mask has another size than its image", /6/],
  ])("%s is refused and told", async (_name, value, reason, message) => {
    await expect(maskOfValue(value, place)).rejects.toMatchObject({ reason, message: expect.stringMatching(message) });
  });

  test("polygons of many points are polygons still", async () => {
    const polygon = new Float64Array([0, 0, 2, 0, 2, 1, 2, 2, 0, 2]);
    expect(await maskOf(rows(polygon, [10]))).toEqual([1, 1, 0, 1, 1, 0]);
    expect(await maskOf(rows(polygon, [2, 2, 2, 2, 2]))).toEqual([1, 1, 0, 1, 1, 0]);
  });
});

test("details, examples and paths see lists", () => {
  const value = rows(new BigInt64Array([1n, 2n, 3n]), [1, 2]);
  expect(plainValue(value)).toEqual([[1], [2, 3]]);
  expect(plainValue(rows(new Uint8Array([1, 0]), [2]))).toEqual([[true, false]]);
  expect(plainValue(rows(new Uint8Array(5_000), [5_000]))).toBeUndefined();
  expect(shortExample(value)).toBe("2 lists of different numbers of numbers");
  expect(typeOfValue(rows(new Uint8Array(6), [3, 3]))).toBe("2 lists of 3 flags");
  expect(valueAt({ mask: value }, "mask.1", "mask")).toEqual([2n, 3n]);
});

describe("what a row gathers", () => {
  test("numbers grow in an array of their kind, and the next row begins anew", () => {
    const sink = new ValueSink(new Int32Array(0), new FileBudget(0));
    for (let i = 0; i < 3; i++) sink.add(Int32Array.from({ length: 10 }, (_, j) => i * 10 + j));
    expect([...sink.values()]).toEqual(Array.from({ length: 30 }, (_, i) => i));
    sink.clear();
    sink.add(new Int32Array([7]));
    expect([...sink.values()]).toEqual([7]);
  });

  test("bytes of one row are bounded, over all its values", () => {
    const sink = new ValueSink(null, new FileBudget(0));
    const half = new Uint8Array(MAX_ELEMENT / 2);
    sink.weigh([half, half]);
    expect(() => sink.weigh([new Uint8Array(1)])).toThrow(BudgetError);
    sink.clear();
    expect(() => sink.weigh([half])).not.toThrow();
  });
});
