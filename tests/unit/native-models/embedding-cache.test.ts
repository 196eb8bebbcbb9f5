import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  createEmbeddingCache,
  EMBEDDING_LENGTH,
  fromHalves,
  HIGH_RES_LENGTHS,
  halfBits,
  halfValue,
  type ImageEmbedding,
  roundToHalf,
  toHalves,
} from "#native-models/sam";
import { temporaryFolder } from "../../parity/support.ts";

const ENTRY_BYTES = EMBEDDING_LENGTH * 2 + 24;

function embedding(fill: number): ImageEmbedding {
  const values = Float32Array.from({ length: EMBEDDING_LENGTH }, (_, i) => fill + (i % 64) / 64);
  return { width: 640, height: 480, values: roundToHalf(values), highRes: [] };
}

describe("half precision", () => {
  test("known values", () => {
    const known: readonly (readonly [number, number])[] = [
      [0, 0],
      [-0, 0x8000],
      [1, 0x3c00],
      [-2, 0xc000],
      [65_504, 0x7bff],
      [65_520, 0x7c00],
      [2 ** -14, 0x0400],
      [2 ** -24, 0x0001],
      [2 ** -26, 0],
      [1 + 2 ** -11, 0x3c00],
      [1 + 3 * 2 ** -11, 0x3c02],
      [1023.9999, 0x6400],
      [Number.POSITIVE_INFINITY, 0x7c00],
    ];
    for (const [value, bits] of known) expect([value, halfBits(value)]).toEqual([value, bits]);
    expect(halfValue(halfBits(Number.NaN))).toBeNaN();
  });

  test("every half comes back as itself", () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => (bits & 0x7fff) <= 0x7c00);
    expect(Buffer.compare(Buffer.from(toHalves(fromHalves(all)).buffer), Buffer.from(all.buffer))).toBe(0);
  });

  test("rounding is at most half a step away", () => {
    for (let i = 0; i < 2000; i++) {
      const value = Math.fround(Math.sin(i * 12.9898) * 10 ** ((i % 7) - 3));
      const step = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(Math.abs(value))) - 10));
      expect(Math.abs(halfValue(halfBits(value)) - value)).toBeLessThanOrEqual(step / 2);
    }
  });
});

describe("the cache", () => {
  test("gives back what it was given", async () => {
    const cache = createEmbeddingCache(path.join(await temporaryFolder(), "deep", "er"), 10 * ENTRY_BYTES);
    expect(await cache.get("a")).toBeNull();
    expect(await cache.put("a", embedding(1))).toBe(true);
    expect(await cache.get("a")).toEqual(embedding(1));
    expect(await cache.usage()).toEqual({ entries: 1, bytes: ENTRY_BYTES });
  });

  test("keeps SAM2's high-resolution features, behind the embedding and apart from each other", async () => {
    const cache = createEmbeddingCache(await temporaryFolder(), 10 * ENTRY_BYTES);
    const highRes = HIGH_RES_LENGTHS.map((length, level) =>
      Float32Array.from({ length }, (_, i) => level + 2 + (i % 128) / 128),
    );
    const whole: ImageEmbedding = { ...embedding(1), highRes };
    expect(await cache.put("a", whole)).toBe(true);
    const bytes = (EMBEDDING_LENGTH + 32 * 256 * 256 + 64 * 128 * 128) * 2 + 24;
    expect(await cache.usage()).toEqual({ entries: 1, bytes });
    const stored = (await cache.get("a")) as ImageEmbedding;
    expect(stored.highRes.map(({ length }) => length)).toEqual(HIGH_RES_LENGTHS);
    [stored.values, ...stored.highRes].forEach((array, index) => {
      const expected = [whole.values, ...highRes][index] as Float32Array;
      expect(Buffer.compare(Buffer.from(array.buffer), Buffer.from(expected.buffer))).toBe(0);
    });
  });

  test("drops the least recently used when the limit is passed; a use counts", async () => {
    const dir = await temporaryFolder();
    let clock = Date.now();
    const cache = createEmbeddingCache(dir, 3 * ENTRY_BYTES, () => (clock += 1000));
    for (const key of ["a", "b", "c"]) await cache.put(key, embedding(1));
    await cache.get("a");
    await cache.put("d", embedding(1));
    expect((await readdir(dir)).sort()).toEqual(["a.r2e", "c.r2e", "d.r2e"]);
    await cache.put("e", embedding(1));
    expect((await readdir(dir)).sort()).toEqual(["a.r2e", "d.r2e", "e.r2e"]);
    expect((await cache.usage()).bytes).toBeLessThanOrEqual(3 * ENTRY_BYTES);
  });

  test("replacing an entry costs no other one", async () => {
    const dir = await temporaryFolder();
    const cache = createEmbeddingCache(dir, 2 * ENTRY_BYTES);
    await cache.put("a", embedding(1));
    await cache.put("b", embedding(1));
    await cache.put("b", embedding(2));
    expect((await readdir(dir)).sort()).toEqual(["a.r2e", "b.r2e"]);
    expect(await cache.get("b")).toEqual(embedding(2));
  });

  test("a limit below one entry, 0 included, keeps nothing and evicts nothing", async () => {
    const cache = createEmbeddingCache(await temporaryFolder(), 0);
    expect(await cache.put("a", embedding(1))).toBe(false);
    expect(await cache.usage()).toEqual({ entries: 0, bytes: 0 });
  });

  test.each([
    ["short", (file: string) => truncate(file, 1000)],
    ["empty", (file: string) => truncate(file, 0)],
    ["another file", (file: string) => writeFile(file, Buffer.alloc(ENTRY_BYTES, 7))],
    [
      "of the version before high-resolution features",
      async (file: string) => {
        const bytes = await readFile(file);
        bytes.writeUInt32LE(1, 4);
        await writeFile(file, bytes);
      },
    ],
    [
      "of a length that no family has",
      async (file: string) => {
        const bytes = await readFile(file);
        bytes.writeUInt32LE(EMBEDDING_LENGTH - 1, 16);
        await writeFile(file, bytes.subarray(0, -2));
      },
    ],
    [
      "changed by one bit",
      async (file: string) => {
        const bytes = await readFile(file);
        bytes[5000] = (bytes[5000] as number) ^ 1;
        await writeFile(file, bytes);
      },
    ],
  ])("an entry that is %s is dropped", async (_, damage) => {
    const dir = await temporaryFolder();
    const cache = createEmbeddingCache(dir, 10 * ENTRY_BYTES);
    await cache.put("a", embedding(1));
    await damage(path.join(dir, "a.r2e"));
    expect(await cache.get("a")).toBeNull();
    expect(await readdir(dir)).toEqual([]);
  });

  test("a folder that can't be made costs the entry, not the work", async () => {
    const file = path.join(await temporaryFolder(), "file");
    await writeFile(file, "");
    const cache = createEmbeddingCache(path.join(file, "cache"), 10 * ENTRY_BYTES);
    expect(await cache.put("a", embedding(1))).toBe(false);
    expect(await cache.get("a")).toBeNull();
    expect(await cache.usage()).toEqual({ entries: 0, bytes: 0 });
  });
});
