import { describe, expect, test } from "vitest";
import { checkDelta, RunReader } from "../../../../electron/datasets/parquet/runs.ts";
import { endOfStruct } from "../../../../electron/datasets/parquet/thrift.ts";

const cursor = (...bytes: number[]) => ({ bytes: new Uint8Array(bytes), at: 0 });

/** `count` values, `some` at a time. */
function read(bytes: readonly number[], width: number, count: number, some = count): number[] {
  const reader = new RunReader(new Uint8Array(bytes), width, count);
  const out = new Int32Array(count);
  for (let at = 0; at < count; at += some) reader.read(out, at, Math.min(some, count - at));
  return [...out];
}

describe("runs of levels and indices", () => {
  test.each([1, 2, 3, 7, 100])("both kinds of runs, %d values at a time", (some) => {
    // 5 times 1, then a group of eight bits
    expect(read([10, 1, 3, 0b1011], 1, 13, some)).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0]);
    // a group of eight values of two bits, then 3 times 2
    expect(read([3, 0b11100100, 0b11100100, 6, 2], 2, 11, some)).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 2, 2, 2]);
    // eight values of three bits: 0 to 7 (the example of parquet-format's Encodings.md)
    expect(read([3, 0b10001000, 0b11000110, 0b11111010], 3, 8, some)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test.each([9, 12, 17, 24, 31])("values of %d bits", (width) => {
    const values = Array.from({ length: 16 }, (_, i) => BigInt((i * 2654435761) % 2 ** width));
    const packed = values.reduce((all, value, i) => all | (value << BigInt(i * width)), 0n);
    const bytes = Array.from({ length: 2 * width }, (_, i) => Number((packed >> BigInt(8 * i)) & 0xffn));
    expect(read([5, ...bytes], width, 16, 5)).toEqual(values.map(Number));
  });

  test("a run takes whole bytes of its value, and values without bits take nothing", () => {
    expect(read([4, 0x34, 0x12], 13, 2)).toEqual([0x1234, 0x1234]);
    expect(read([], 0, 3)).toEqual([0, 0, 0]);
  });

  test.each([
    ["a run of 2^27 values where 3 are left", [0x80, 0x80, 0x80, 0x80, 0x01, 1], 3, /claims 134217728 values where 3/],
    ["groups of 2^30 values", [0xff, 0xff, 0xff, 0x7f, 0], 8, /claims/],
    ["a run of nothing", [0, 0], 1, /run of nothing/],
    ["a packed run of nothing", [1, 0], 1, /run of nothing/],
    ["an end in the middle", [4, 1], 9, /ends in the middle/],
    ["a packed run that is cut", [5, 0xff], 16, /ends in the middle/],
    ["a number that does not end", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1, /does not end/],
  ])("%s is refused", (_name, bytes, count, message) => {
    expect(() => read(bytes, 1, count)).toThrow(message);
  });

  test("more values than the page has are refused", () => {
    const reader = new RunReader(new Uint8Array([4, 1, 4, 1]), 1, 2);
    const out = new Uint8Array(4);
    reader.read(out, 0, 2);
    expect(() => reader.read(out, 2, 1)).toThrow(/where 0 are left/);
  });

  test("the last group may be padded, and cut after its last value", () => {
    expect(read([5, 0xff, 0xff], 1, 9)).toEqual(Array(9).fill(1));
    expect(read([5, 0xff], 1, 8)).toEqual(Array(8).fill(1));
  });

  test("values of more than 32 bits are refused", () => {
    expect(() => read([2, 0], 33, 1)).toThrow(/33 bits/);
  });
});

test("delta blocks are of a usual size", () => {
  expect(() => checkDelta(cursor(0x80, 0x01, 4))).not.toThrow();
  expect(() => checkDelta(cursor(0x80, 0x01, 0))).toThrow(/in 0 parts/);
  expect(() => checkDelta(cursor(0x80, 0x01, 3))).toThrow(/in 3 parts/);
  expect(() => checkDelta(cursor(0xff, 0xff, 0xff, 0xff, 0x0f, 4))).toThrow(/4294967295 values/);
});

describe("Thrift headers are walked to their end", () => {
  test("a struct of a number, a flag, text, a list and a struct", () => {
    const bytes = [0x15, 0x02, 0x11, 0x18, 0x02, 65, 66, 0x19, 0x25, 1, 2, 0x1c, 0x15, 0x01, 0x00, 0x00, 99];
    expect(endOfStruct(new Uint8Array(bytes), 0)).toBe(16);
  });

  test.each([
    ["text longer than the file", [0x18, 0x7f, 65]],
    ["a map", [0x1b, 0x01, 0x55]],
    ["no end", [0x15, 0x02]],
  ])("%s is refused", (_name, bytes) => {
    expect(() => endOfStruct(new Uint8Array(bytes), 0)).toThrow();
  });
});
