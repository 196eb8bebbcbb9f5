import { describe, expect, test } from "vitest";
import { seededRandom } from "#native-models/discovery";
import { discoverySettings } from "#native-models/packs";
import { discoverCandidates } from "../../../native-models/engine/discover.ts";
import { answerOf, attentionOf, expectSound, THINGS, taskOf } from "./discover-setup.ts";
import { bumpyLogits, fakeImage, fakeSam, promptToken, samThatSees } from "./fake-sam.ts";

describe("ablation", () => {
  test("what is left out is not made at all, and the trace says so", async () => {
    for (const step of ["original", "semantic", "amg"] as const) {
      const { sam, prompts } = samThatSees(THINGS);
      const task = taskOf({ sam, without: [step] });
      const found = await discoverCandidates(task);
      expectSound(found, task);
      expect(found.candidates.some(({ source }) => source === step)).toBe(false);
      expect(found.trace.dropped.some(({ source }) => source === step)).toBe(false);
      expect(found.trace.without).toEqual([step]);
      expect(found.trace.notes[0]).toContain(`Left out by request: ${step}`);
      // The initial prediction, 12 seeds, the refinement.
      expect(prompts.length).toBe({ original: 14, semantic: 13, amg: 2 }[step]);
    }
  });

  test("without original and semantic masks AMG keeps what it had to give way with before", async () => {
    const found = await discoverCandidates(taskOf({ without: ["original", "semantic"] }));
    expect(found.candidates.map(({ origin }) => origin?.mask)).toEqual([2, 1, 3].slice(0, found.candidates.length));
    expect(found.candidates.length).toBeGreaterThan(1);
    expect(found.trace.graph).toBeNull();
    expect(found.trace.background).toBeNull();
  });

  test("without AMG the seeds stay: the refinement needs them", async () => {
    const found = await discoverCandidates(taskOf({ without: ["amg"] }));
    expect(found.seeds.length).toBe(12);
    expect(found.funnel).toEqual({
      seeds: 12,
      proposed: 0,
      afterPredictedIou: 0,
      afterStability: 0,
      afterNms: 0,
      kept: 0,
    });
    expect(found.candidates.some(({ source }) => source === "semantic")).toBe(true);
  });
});

describe("honest about little", () => {
  const nothing = () => {
    const empty = new Float32Array(65_536).fill(-9);
    return fakeSam(() => ({ iou: [0.9, 0.95, 0.95, 0.95], logits: [empty, empty, empty, empty] })).sam;
  };

  test("an empty prediction: no candidate, every mask's end told, the initial mask empty", async () => {
    const task = taskOf({ sam: nothing() });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found.candidates).toEqual([]);
    expect(found.trace.initial).toMatchObject({ area: 0, bbox: [0, 0, 0, 0], stability: null });
    expect(new Set(found.trace.casualties.map(({ reason }) => reason))).toEqual(new Set(["empty"]));
    expect(found.trace.dropped.map(({ reason }) => reason)).toEqual(new Array(6).fill("empty"));
    expect(found.trace.notes).toEqual([
      "The initial prediction is empty: Z is above 0 nowhere.",
      "None of 36 AMG proposals became a candidate of its own.",
      "No candidate was found.",
    ]);
  });

  test("attention that lies outside the image gives no seed, and it says so", async () => {
    const values = new Array<number>(64).fill(0);
    values[63] = 1;
    const frame = { x: 0, y: 0, width: 512, height: 1024 };
    const map = { rows: 8, cols: 8, values, frame };
    for (const promptTokens of [promptToken(1), null]) {
      const task = taskOf({ answer: answerOf(map, { promptTokens }) });
      const found = await discoverCandidates(task);
      expectSound(found, task);
      expect(found.seeds).toEqual([]);
      expect(found.trace.notes).toContain("100% of the attention lies outside the image and counts nowhere.");
      expect(found.trace.notes).toContain("There is no attention inside the image.");
      expect(found.trace.notes.join()).toContain("no seed point");
      expect(found.candidates.every(({ source }) => source === "original")).toBe(true);
    }
  });

  test("logits that are nowhere low: the background point is the lowest, and it says so", async () => {
    const high = { iou: [0.9, 0.95, 0.95, 0.95], logits: [1, 2, 3, 4].map((v) => new Float32Array(65_536).fill(v)) };
    const found = await discoverCandidates(taskOf({ sam: fakeSam(() => high).sam }));
    expect(found.trace.background?.rule).toBe("lowest-logit");
    expect(found.trace.notes.join()).toContain("nowhere below -5");
    // All four masks are the whole image.
    expect(found.candidates.length).toBe(1);
  });

  test("unlike seeds: all of them become foreground points", async () => {
    const image = fakeImage(512, 512, THINGS);
    const random = seededRandom(4);
    const values = image.embedding.values.map(() => random() - 0.5);
    const task = taskOf({ image: { ...image, embedding: { ...image.embedding, values } } });
    task.settings.seeds = 4;
    const found = await discoverCandidates(task);
    expect(found.trace.graph).toMatchObject({ k: 0, edges: [], fellBack: true, core: [0, 1, 2, 3] });
    expect(found.trace.notes.join()).toContain("no 2-core (k = 0)");
  });
});

describe("frames and odd images", () => {
  test("a centre crop: seeds inside the crop", async () => {
    const frame = { x: 128, y: 128, width: 256, height: 256 };
    const task = taskOf({ answer: answerOf(attentionOf({ 20: 0.5 }, frame)) });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found.seeds.length).toBe(12);
    for (const { x, y } of found.seeds) expect(x >= 128 && x < 384 && y >= 128 && y < 384).toBe(true);
  });

  test("a padded square: seeds inside the image alone", async () => {
    const image = fakeImage(512, 200);
    const frame = { x: 0, y: 0, width: 512, height: 512 };
    const task = taskOf({ image, answer: answerOf(attentionOf({ 60: 0.5, 26: 0.2 }, frame)) });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found.seeds.length).toBe(12);
    for (const { y } of found.seeds) expect(y).toBeLessThan(200);
    expect(found.trace.tokens.some(({ token }) => token === 60)).toBe(false);
    expect(Math.max(...found.trace.tokens.map(({ region }) => region.y1))).toBe(200);
  });

  test("a mask at the border stays inside", async () => {
    const edge = { x0: 192, y0: 192, x1: 256, y1: 256 };
    const task = taskOf({ image: fakeImage(512, 512, [edge]), sam: samThatSees([edge]).sam });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found.trace.initial.bbox).toEqual([384, 384, 128, 128]);
    expect(found.candidates.some(({ bbox }) => bbox[0] + bbox[2] === 512 && bbox[1] + bbox[3] === 512)).toBe(true);
  });

  test.each([
    [1, 1],
    [12_000, 300],
    [3, 700],
  ])("an image of %i x %i pixels", async (width, height) => {
    for (const family of ["sam1", "sam2"] as const) {
      const image = fakeImage(width, height, [], family);
      const masks = [-1, 0, 2, 3].map((shift) => bumpyLogits(9).map((value) => value + shift));
      const { sam } = fakeSam(() => ({ iou: [0.9, 0.95, 0.94, 0.93], logits: masks }), family);
      const settings = discoverySettings(undefined, { seeds: 4, keptTokens: 2, stability: 0.1 });
      const task = taskOf({ image, sam, settings });
      const found = await discoverCandidates(task);
      expectSound(found, task);
      expect(found.seeds.length).toBe(4);
    }
  });
});
