import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codecs } from "../../../../electron/datasets/parquet/codecs.ts";
import { decompressLz4, decompressLz4Raw } from "../../../../electron/datasets/parquet/lz4.ts";
import { decompressSnappy } from "../../../../electron/datasets/parquet/snappy.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const ascii = (value: string) => [...Buffer.from(value, "latin1")];

describe("snappy", () => {
  test("literals and copies of every kind", () => {
    const block = [14, 3 << 2, ...ascii("abcd"), 1, 4, (1 << 2) | 2, 4, 0, (3 << 2) | 3, 2, 0, 0, 0];
    expect(text(decompressSnappy(Uint8Array.from(block), 14))).toBe("abcdabcdababab");
  });

  test("a copy that overlaps itself repeats", () => {
    expect(text(decompressSnappy(Uint8Array.of(9, 4, ...ascii("ab"), (6 << 2) | 2, 2, 0), 9))).toBe("ababababa");
    expect(text(decompressSnappy(Uint8Array.of(6, 0, ...ascii("x"), (4 << 2) | 2, 1, 0), 6))).toBe("xxxxxx");
  });

  test.each([
    // As signed, its length would lead back to its own tag, for ever.
    ["a literal of nearly 2^32 bytes", [8, 63 << 2, 0xfa, 0xff, 0xff, 0xff, 1, 2, 3]],
    ["a copy from nearly 2^32 bytes before", [8, 3 << 2, 1, 2, 3, 4, (3 << 2) | 3, 0xfc, 0xff, 0xff, 0xff]],
    ["a copy from before the beginning", [8, 0, 1, (6 << 2) | 2, 2, 0]],
    ["a copy of distance 0", [8, 0, 1, (6 << 2) | 2, 0, 0]],
    ["more than the page's header says", [8, 0, 1, (63 << 2) | 2, 1, 0]],
    ["less than the page's header says", [8, 0, 1]],
    ["an end in the middle of a literal", [8, 7 << 2, 1, 2]],
    ["an end in the middle of a copy", [8, 0, 1, 2]],
    ["a length that does not end", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
    ["nothing", []],
  ])("%s is refused", (_name, block) => {
    expect(() => decompressSnappy(Uint8Array.from(block), 8)).toThrow(/^a page /);
  });
});

describe("LZ4", () => {
  const block = [0x32, ...ascii("abc"), 3, 0, 0x10, ...ascii("z")];
  const hadoop = [0, 0, 0, 10, 0, 0, 0, block.length, ...block];

  test("a block alone, and behind Hadoop's two lengths", () => {
    expect(text(decompressLz4Raw(Uint8Array.from(block), 10))).toBe("abcabcabcz");
    expect(text(decompressLz4(Uint8Array.from(block), 10))).toBe("abcabcabcz");
    expect(text(decompressLz4(Uint8Array.from([...hadoop, ...hadoop]), 20))).toBe("abcabcabczabcabcabcz");
  });

  test.each([
    // As signed, its length would lead back to itself, for ever.
    ["a Hadoop block of -8 bytes", [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xf8, ...block]],
    ["a literal that ends in the middle of its length", [0xf0, 255, 255]],
    ["a literal beyond the block", [0x50, 1, 2]],
    ["a copy of distance 0", [0x10, 1, 0, 0]],
    ["a copy from before the beginning", [0x10, 1, 2, 0]],
    ["more than the page's header says", [0x1f, 1, 1, 0, 200]],
    ["less than the page's header says", [0x10, 1]],
    ["nothing", []],
  ])("%s is refused", (_name, bytes) => {
    expect(() => decompressLz4(Uint8Array.from(bytes), 10)).toThrow(/^a page /);
    expect(() => decompressLz4Raw(Uint8Array.from(bytes), 10)).toThrow(/^a page /);
  });
});

test("a zstd frame that its decoder would read for ever is refused", () => {
  const frame = readFileSync(join(import.meta.dirname, "../../../parity/vectors/parquet/endless.zst"));
  expect(() => codecs.ZSTD?.(new Uint8Array(frame), 61832)).toThrow("no whole zstd frame");
});
