import { describe, expect, test } from "vitest";
import { bytesOf, plainValue, shortExample, typeOfValue } from "#electron/datasets/parquet";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk", "base64");

describe("values become JSON", () => {
  test("numbers, times and nested values", () => {
    const value = { a: 5n, b: 2n ** 60n, c: Number.NaN, d: new Date(0), e: [undefined, null, new Int32Array([1, 2])] };
    expect(plainValue(value)).toEqual({
      a: 5,
      b: "1152921504606846976",
      c: "NaN",
      d: "1970-01-01T00:00:00.000Z",
      e: [null, null, [1, 2]],
    });
    expect(plainValue(new Date(Number.NaN))).toBeNull();
  });

  test("bytes and what is long are left out", () => {
    expect(plainValue({ a: new Uint8Array(3) })).toBeUndefined();
    expect(plainValue("x".repeat(20_000))).toBeUndefined();
    expect(plainValue(Array(20_000).fill(1))).toBeUndefined();
    expect(plainValue("x".repeat(10_000))).toHaveLength(10_000);
  });
});

describe("pictures in text", () => {
  test("base64 with and without a data URL's head", () => {
    expect(Buffer.from(bytesOf(PNG.toString("base64")) as Uint8Array)).toEqual(PNG);
    expect(Buffer.from(bytesOf(`data:image/png;base64,${PNG.toString("base64")}`) as Uint8Array)).toEqual(PNG);
    expect(bytesOf(PNG)).toBe(PNG);
  });

  test.each(["images/a.png", "iVBORw0KGgo.png", "", "a question", "/9j/x.jpg"])("%j is none", (text) => {
    expect(bytesOf(text)).toBeNull();
  });
});

test("a value is told in words", () => {
  expect(typeOfValue([{ a: 1 }])).toBe("a list of 1, the first a struct of a");
  expect(typeOfValue(new Uint8Array(7))).toBe("7 bytes");
  expect(typeOfValue(undefined)).toBe("nothing");
  expect(shortExample({ bytes: PNG, path: null })).toBe(`bytes: PNG, ${PNG.length} bytes, path: `);
  expect(shortExample("x".repeat(500))).toHaveLength(120);
  expect(shortExample([1n, 2n, 3n, 4n, 5n])).toBe("[1, 2, 3, 4, ...]");
});
