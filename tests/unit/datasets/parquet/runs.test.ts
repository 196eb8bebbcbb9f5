import { describe, expect, test } from "vitest";
import { checkDelta, checkRuns } from "../../../../electron/datasets/parquet/runs.ts";
import { endOfStruct } from "../../../../electron/datasets/parquet/thrift.ts";

const cursor = (...bytes: number[]) => ({ bytes: new Uint8Array(bytes), at: 0 });

describe("runs of levels and indices", () => {
  test("values that are wanted are counted in both kinds of runs", () => {
    // 5 times 1, then a group of eight bits 0b00001011
    expect(checkRuns(cursor(10, 1, 3, 0b1011), 1, 13, 1)).toBe(5 + 3);
    expect(checkRuns(cursor(10, 1, 3, 0b1011), 1, 9, 1)).toBe(5 + 3);
    // a group of eight values of two bits: 0 1 2 3 0 1 2 3
    expect(checkRuns(cursor(3, 0b11100100, 0b11100100), 2, 8, 3)).toBe(2);
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
    expect(() => checkRuns(cursor(...bytes), 1, count)).toThrow(message);
  });

  test("the last group may be padded, and cut after its last value", () => {
    expect(checkRuns(cursor(5, 0xff, 0xff), 1, 9, 1)).toBe(9);
    expect(checkRuns(cursor(5, 0xff), 1, 8, 1)).toBe(8);
  });

  test("values of more than 32 bits are refused", () => {
    expect(() => checkRuns(cursor(2, 0), 33, 1)).toThrow(/33 bits/);
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
