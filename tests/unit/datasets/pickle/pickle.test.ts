import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PICKLE_LIMITS, pickleToJson, readPickle, unpickle } from "#electron/datasets/pickle";

type Part = string | number | readonly number[];
const bytes = (...parts: readonly Part[]) =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from([part].flat() as number[]),
    ),
  );
const read = (...parts: readonly Part[]) => unpickle(bytes(...parts), "x.p");
const refusal = (message: RegExp, code = "bad-input") =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe("text of Python 2", () => {
  test("escapes are undone, an unknown one stays", () => {
    expect(read("S'a\\x41\\101\\n\\\\\\q\\''\n.")).toBe("aAA\n\\\\q'");
  });

  test("bytes that are no UTF-8 are read as cp1252", () => {
    expect(read("S'caf\\xe9 \\x80'\n.")).toBe("café €");
    expect(read("U", [5, 0x63, 0x61, 0x66, 0xc3, 0xa9], ".")).toBe("café");
  });

  test("UNICODE is Latin-1 with \\u escapes", () => {
    expect(read("Vé\\u4e2d\\U0001f9ea\\n\n.")).toBe("é中🧪\\n");
  });
});

test("a dict's keys never reach a prototype", () => {
  const dict = read("}(U\x09__proto__I1\nU\x06normalI2\nu.");
  expect(dict).toEqual(
    new Map([
      ["__proto__", 1],
      ["normal", 2],
    ]),
  );
  const json = pickleToJson(dict) as object;
  expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
  expect(Object.keys(json)).toEqual(["__proto__", "normal"]);
});

test("as JSON: sets are arrays, bytes base64, what JSON lacks is text", () => {
  const value = new Map<never, never>([
    ["set", new Set([1])],
    ["bytes", new Uint8Array([1, 2])],
    ["big", 2n ** 60n],
    ["nan", Number.NaN],
    [[1, 2], null],
  ] as never);
  expect(pickleToJson(value)).toEqual({
    set: [1],
    bytes: "AQI=",
    big: "1152921504606846976",
    nan: "NaN",
    "[1,2]": null,
  });
});

describe("what is no whole pickle is refused with its place", () => {
  test.each([
    ["nothing", bytes(""), /ends in the middle/],
    ["cut text", bytes("X", [200, 0, 0, 0], "abc"), /ends in the middle/],
    ["a length of 2^64 - 1", bytes([0x8d, 255, 255, 255, 255, 255, 255, 255, 255]), /ends in the middle/],
    ["a negative length", bytes("T", [255, 255, 255, 255], "."), /length of -1/],
    ["a LONG4 of 2 GB", bytes([0x8b, 255, 255, 255, 127]), /out of range/],
    ["no STOP", bytes("N"), /ends in the middle/],
    ["STOP on nothing", bytes("."), /stack is empty/],
    ["STOP above a mark", bytes("N(."), /stack is empty/],
    ["APPENDS without a mark", bytes("]e."), /mark is missing/],
    ["APPEND to a number", bytes("K\x01K\x02a."), /what is no list/],
    ["SETITEM on a list", bytes("]K\x01K\x02s."), /what is no dict/],
    ["ADDITEMS on a dict", bytes("}(K\x01", [0x90], "."), /what is no set/],
    ["an odd dict", bytes("(K\x01d."), /key has no value/],
    ["an empty memo", bytes("h\x05."), /memo 5 is empty/],
    ["a memo far away", bytes("Nr", [255, 255, 255, 127], "."), /comes too early/],
    ["a number that is none", bytes("I1x\n."), /argument of INT/],
    ["a float that is none", bytes("F1_0\n."), /argument of FLOAT/],
    ["text without quotes", bytes("Sabc\n."), /argument of STRING/],
    ["protocol 9", bytes([0x80, 9], "N."), /protocol 9/],
    ["JSON", bytes('{"a": 1}'), /is no opcode/],
  ])("%s", (_name, data, message) => {
    const thrown = (() => {
      try {
        return unpickle(data, "x.p");
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toEqual(refusal(message));
    expect(thrown).toMatchObject({ where: expect.stringMatching(/^x\.p, byte \d+$/) });
  });
});

describe("hostile shapes", () => {
  test("shared references are one object, not copies", () => {
    const value = read("](]q\x00h\x00h\x00e.") as unknown[];
    expect(value).toEqual([[], [], []]);
    expect(value[1]).toBe(value[0]);
  });

  test("a list that contains itself is refused", () => {
    expect(() => read("]q\x00h\x00a.")).toThrow(refusal(/contains itself/));
    expect(() => read("}q\x00K\x01h\x00s.")).toThrow(refusal(/contains itself/));
  });

  test("doubling through the memo, which would fill the memory written out, is refused", () => {
    const doubling = Array.from({ length: 60 }, (_, i) => bytes("](h", i, "h", i, "eq", i + 1));
    const data = Buffer.concat([bytes("]q", 0), ...doubling, bytes(".")]);
    expect(() => unpickle(data, "x.p")).toThrow(refusal(/shared so often/, "too-large"));
  });

  test("depth is refused without exhausting the stack, also through the memo", () => {
    expect(() => read("]".repeat(100_000), "a".repeat(99_999), ".")).toThrow(refusal(/deeper than 200/));
    const nested = Array.from({ length: 250 }, (_, i) => bytes("](h", i % 2, "eq", (i + 1) % 2));
    expect(() => unpickle(Buffer.concat([bytes("]q", 0), ...nested, bytes(".")]), "x.p")).toThrow(refusal(/deeper/));
    expect(unpickle(bytes("]".repeat(150), "a".repeat(149), "."), "x.p")).toHaveLength(1);
  });

  test("counts are limited", () => {
    const limits = { ...PICKLE_LIMITS, containers: 10, values: 100 };
    expect(() => unpickle(bytes("]".repeat(11), "."), "x.p", limits)).toThrow(refusal(/more than 10/, "too-large"));
    expect(() => unpickle(bytes("N".repeat(101), "."), "x.p", limits)).toThrow(refusal(/more than 100/, "too-large"));
    expect(() => unpickle(bytes("(".repeat(101), "."), "x.p", limits)).toThrow(refusal(/more than 100/, "too-large"));
    expect(() => unpickle(bytes("Np99\np98\n."), "x.p", limits)).toThrow(refusal(/more than 100/, "too-large"));
    expect(() => unpickle(bytes("N".repeat(9)), "x.p", { ...limits, bytes: 8 })).toThrow(
      refusal(/larger than/, "too-large"),
    );
  });
});

describe("from a file", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rea2seg-pickle-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const signal = new AbortController().signal;

  test("progress ends at the file's size", async () => {
    const file = join(folder, "many.p");
    const data = bytes("](", "K\x01".repeat(120_000), "e.");
    await writeFile(file, data);
    const seen: number[] = [];
    const value = await readPickle(file, { signal, progress: (done) => seen.push(done) });
    expect(value).toHaveLength(120_000);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toBe(data.length);
  });

  test("it can be cancelled in the middle", async () => {
    const file = join(folder, "cancelled.p");
    await writeFile(file, bytes("](", "K\x01".repeat(200_000), "e."));
    const abort = new AbortController();
    const reading = readPickle(file, { signal: abort.signal, progress: () => abort.abort() });
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });

  test("a file that is missing, or is a folder, is said to be", async () => {
    const reading = (file: string) => readPickle(file, { signal, progress: () => {} });
    await expect(reading(join(folder, "none.p"))).rejects.toMatchObject({ code: "not-found" });
    await expect(reading(folder)).rejects.toMatchObject({ code: "bad-input" });
  });
});
