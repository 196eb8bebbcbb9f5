import { expect, test } from "vitest";
import type { Seed } from "#core/samples";
import { discoverySettings } from "#native-models/packs";
import { createMaskSampler, EMBEDDING_LENGTH, type Sam, samGeometry } from "#native-models/sam";
import { type DiscoveryTask, discover } from "../../../native-models/engine/discover.ts";

/** Logits of a rectangle of low-resolution cells, sure of itself or not. */
function rectangle(x0: number, x1: number, strength: number): Float32Array {
  return Float32Array.from({ length: 65_536 }, (_, i) => {
    const inside = i % 256 >= x0 && i % 256 < x1 && i >> 8 >= 20 && i >> 8 < 60;
    return inside ? strength : -9;
  });
}

/** A SAM whose masks of the nth seed lie at the nth place, with the given predicted IoU and strength. */
function fakeSam(iou: number, strength: number): { sam: Sam; batches: number[] } {
  const batches: number[] = [];
  let decoded = 0;
  const sam: Sam = {
    family: "sam1",
    constants: {
      format: 1,
      inputSize: 1024,
      gaussian: [new Array(128).fill(0), new Array(128).fill(0)],
      pointEmbeddings: [0, 1, 2, 3].map(() => new Array(256).fill(0)),
      notAPoint: new Array(256).fill(0),
    },
    embeddingVersion: "fake",
    encode: () => Promise.reject(new Error("not asked for")),
    decode: async (_, sparse, batch) => {
      expect(sparse.length).toBe(batch * 2 * 256);
      const first = decoded;
      decoded += batch;
      batches.push(batch);
      return {
        batch,
        iou: () => Float32Array.of(0, iou, iou - 0.05, iou - 0.1),
        logits: (prompt, mask) => rectangle((first + prompt) * 20, (first + prompt) * 20 + 20 - mask, strength),
      };
    },
    release: async () => undefined,
  };
  return { sam, batches };
}

const seeds = (count: number): Seed[] =>
  Array.from({ length: count }, (_, i) => ({ x: i * 80 + 40, y: 160, token: i, attention: 1 / count }));

const task = (change: Partial<DiscoveryTask> = {}): DiscoveryTask => ({
  image: {
    embedding: { width: 1024, height: 1024, values: new Float32Array(EMBEDDING_LENGTH), highRes: [] },
    sampler: createMaskSampler(samGeometry("sam1", 1024, 1024)),
  },
  seeds: seeds(6),
  points: [],
  settings: discoverySettings(),
  batch: 4,
  fallBack: false,
  ...change,
});

test("seeds are decoded in batches of four and counted step by step", async () => {
  const { sam, batches } = fakeSam(0.95, 9);
  const found = await discover(task(), sam);
  expect(batches).toEqual([4, 2]);
  // Of each seed masks 1 (0.95) and 2 (0.90) pass 0.88; their boxes overlap, so NMS leaves the better one.
  expect(found.funnel).toEqual({
    seeds: 6,
    proposed: 18,
    afterPredictedIou: 12,
    afterStability: 12,
    afterNms: 6,
    kept: 6,
  });
  expect(found.kept.map(({ seed }) => seed)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(found.fellBack).toBe(false);
});

test("a mask that the offset halves is unstable and goes", async () => {
  const { sam } = fakeSam(0.95, 0.5);
  const found = await discover(task(), sam);
  expect(found.funnel).toMatchObject({ afterPredictedIou: 12, afterStability: 0, kept: 0 });
});

test("where none passes, clicks get the best mask of each and the funnel still tells", async () => {
  const { sam } = fakeSam(0.5, 9);
  const found = await discover(task({ fallBack: true, seeds: seeds(2) }), sam);
  expect(found.fellBack).toBe(true);
  expect(found.kept.map(({ predictedIou }) => predictedIou)).toEqual([0.5, 0.5]);
  expect(found.funnel).toEqual({
    seeds: 2,
    proposed: 6,
    afterPredictedIou: 0,
    afterStability: 0,
    afterNms: 0,
    kept: 2,
  });
});

test("without the fallback nothing is made up", async () => {
  const { sam } = fakeSam(0.5, 9);
  const found = await discover(task({ seeds: seeds(2) }), sam);
  expect(found).toMatchObject({ kept: [], fellBack: false });
});

test("negative clicks drop proposals, and the fallback does not bring them back", async () => {
  const negative = { x: 40, y: 160, label: 0 as const };
  const strong = await discover(task({ points: [negative], seeds: seeds(2) }), fakeSam(0.95, 9).sam);
  expect(strong.kept.map(({ seed }) => seed)).toEqual([1]);
  expect(strong.droppedByNegatives).toBe(2);
  const weak = await discover(task({ points: [negative], seeds: seeds(1), fallBack: true }), fakeSam(0.5, 9).sam);
  expect(weak).toMatchObject({ kept: [], fellBack: false });
});
