import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { rleIou } from "#core/masks";
import { type RankOne, rankOneSchema, rankOnes } from "./rank-ones.ts";

/*
 * What geo-tiny puts first for every third rendered question of the demo. After a change that is meant to change it:
 * REA2SEG_WRITE_RANK_ONE=1 npx vitest run tests/integration/geo-tiny, and a look at the difference.
 */
const EVERY = 3;
const STORED = join(import.meta.dirname, "vectors/rank-one.json");

let dir: string;
let found: readonly RankOne[];
let expected: readonly RankOne[];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-rank-one-"));
  found = await rankOnes(dir, EVERY);
  if (process.env.REA2SEG_WRITE_RANK_ONE) writeFileSync(STORED, `${JSON.stringify(found)}\n`);
  expected = z.array(rankOneSchema).parse(JSON.parse(readFileSync(STORED, "utf8")));
}, 900_000);
afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));

describe("geo-tiny, taken by itself for the demo's rendered questions", () => {
  it("answers each of them", () => {
    expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(found.length).toBeGreaterThanOrEqual(12);
  });

  it("puts first what it always put first: the same source's mask of the same object", () => {
    const of = (all: readonly RankOne[]) => all.map(({ id, source, right }) => ({ id, source, right }));
    expect(of(found)).toEqual(of(expected));
    // Processors differ in the last bits, and a mask's border with them.
    for (const [index, { id, rle }] of expected.entries()) {
      expect(rleIou(found[index]?.rle ?? rle, rle), id).toBeGreaterThan(0.97);
    }
  });

  it("is right about most of them", () => {
    expect(found.filter(({ right }) => right).length).toBeGreaterThanOrEqual(Math.ceil(found.length * 0.8));
  });

  it("draws the whole of the object that it points at, as it learned to", () => {
    const drawn = found.map(({ initial }) => initial).filter((iou) => iou > 0.3);
    expect(drawn.length).toBeGreaterThanOrEqual(Math.ceil(found.length * 0.6));
    // Perception that normalises over the padding as well leaves 0.88.
    expect(drawn.reduce((sum, iou) => sum + iou, 0) / drawn.length).toBeGreaterThan(0.94);
  });
});
