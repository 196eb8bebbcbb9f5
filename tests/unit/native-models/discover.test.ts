import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeRle, rleArea, rleBBox } from "#core/masks";
import { type Attention, discoveryTraceSchema } from "#core/samples";
import { seededRandom } from "#native-models/discovery";
import { discoverySettings } from "#native-models/packs";
import type { SamFamily } from "#native-models/sam";
import type { AttentionAnswer } from "#native-models/segmenter";
import { type Discovery, type DiscoveryTask, discoverCandidates } from "../../../native-models/engine/discover.ts";
import { bumpyLogits, type Cells, fakeImage, fakeSam, logitsOf, promptToken, samThatSees } from "./fake-sam.ts";

/** Two things in an image of 512 x 512 pixels, low-resolution cells of two pixels each. */
const LEFT: Cells = { x0: 32, y0: 32, x1: 96, y1: 96 };
const RIGHT: Cells = { x0: 160, y0: 128, x1: 224, y1: 192 };
const THINGS = [LEFT, RIGHT];

/** 8 x 8 tokens of 32 cells; `peaks` by token, the rest shares what is left. */
function attentionOf(peaks: Readonly<Record<number, number>>, frame?: Attention["frame"]): Attention {
  const taken = Object.values(peaks).reduce((a, b) => a + b, 0);
  const values = Array.from({ length: 64 }, (_, token) => peaks[token] ?? 0);
  const rest = (1 - taken) / (64 - Object.keys(peaks).length);
  return {
    rows: 8,
    cols: 8,
    values: values.map((value) => (value === 0 ? rest : value)),
    ...(frame === undefined ? {} : { frame }),
  };
}

function answerOf(attention: Attention, change: Partial<AttentionAnswer> = {}): AttentionAnswer {
  const seeding = { kind: "rerank" } as const;
  return { attention, layers: [], promptTokens: promptToken(0), seeding, exchange: null, usage: null, ...change };
}

/** The left thing is asked for, and an attention sink lies in the corner. */
const SINK = attentionOf({ 0: 0.4, 9: 0.1, 10: 0.1, 17: 0.1, 18: 0.1 });

function taskOf(change: Partial<DiscoveryTask> = {}): DiscoveryTask {
  return {
    image: fakeImage(512, 512, THINGS),
    sam: samThatSees(THINGS).sam,
    answer: answerOf(SINK),
    negatives: [],
    settings: discoverySettings(undefined, { keptTokens: 4, seeds: 12 }),
    without: [],
    seed: 1,
    batch: 1,
    ...change,
  };
}

const bySource = ({ candidates }: Discovery) =>
  candidates.map(({ source, origin }) => `${source} ${origin?.mask}`).filter((entry) => !entry.startsWith("amg"));

/** Casualties and candidates account for every proposal, and nothing is in the set twice or outside the image. */
function expectSound(found: Discovery, task: DiscoveryTask): void {
  const { candidates, funnel, trace } = found;
  const amg = candidates.filter(({ source }) => source === "amg");
  const { width, height } = task.image.embedding;
  expect(trace.casualties.length + funnel.kept).toBe(funnel.proposed);
  expect(amg.length).toBe(funnel.kept);
  expect(amg.length).toBeLessThanOrEqual(task.settings.amgBudget);
  expect(new Set(candidates.map(({ id }) => id)).size).toBe(candidates.length);
  expect(new Set(candidates.map(({ rle }) => rle.counts)).size).toBe(candidates.length);
  expect(candidates.map(({ rank }) => rank)).toEqual(candidates.map((_, index) => index + 1));
  for (const { rle, area, bbox } of candidates) {
    expect(rle.size).toEqual([height, width]);
    expect(area).toBe(rleArea(rle));
    expect(area).toBeGreaterThan(0);
    expect(bbox).toEqual(rleBBox(rle));
    expect(bbox[0] + bbox[2] <= width && bbox[1] + bbox[3] <= height).toBe(true);
  }
  for (const step of ["original", "semantic"] as const) {
    const asked = task.without.includes(step) || (step === "semantic" && found.seeds.length === 0);
    const accounted = [...candidates, ...trace.dropped].filter(({ source }) => source === step).length;
    expect(accounted).toBe(asked ? 0 : 3);
  }
  for (const { x, y } of found.seeds) expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
  const steps = [funnel.proposed, funnel.afterPredictedIou, funnel.afterStability, funnel.afterNms];
  expect(steps).toEqual([...steps].sort((a, b) => b - a));
  expect(discoveryTraceSchema.parse(trace)).toEqual(trace);
}

describe("the discovery as a whole", () => {
  test("prompt token: the initial mask is SAM's single one, and the sink's token gets no seed", async () => {
    const { sam, prompts } = samThatSees(THINGS);
    const task = taskOf({ sam });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(prompts[0]).toEqual({ points: [], token: 0, maskPrompt: null });
    expect(found.trace.initial).toMatchObject({
      prompt: "prompt-tokens",
      point: null,
      maskIndex: 0,
      area: 128 * 128,
      bbox: [64, 64, 128, 128],
    });
    expect(found.trace.tokens[0]).toMatchObject({ token: 0, kept: false });
    expect(found.trace.tokens.length).toBe(32);
    expect(found.seeds.length).toBe(12);
    expect(new Set(found.seeds.map(({ token }) => token))).toEqual(new Set([9, 10, 17, 18]));
    expect(found.trace.notes).toEqual(["None of 36 AMG proposals became a candidate of its own."]);
    expect(Object.keys(found.steps)).toEqual(["initial", "rerank", "seeds", "amg", "semantic", "assemble"]);
  });

  test("the self-refinement gets the core, one background point and Z, and the set has all three sources", async () => {
    const { sam, prompts } = samThatSees(THINGS);
    const found = await discoverCandidates(taskOf({ sam }));
    const { points, maskPrompt, token } = prompts.at(-1) as (typeof prompts)[number];
    expect(token).toBeNull();
    expect(maskPrompt).toEqual(logitsOf(LEFT));
    expect(points.filter(({ label }) => label === 1).length).toBe(12);
    expect(found.trace.graph).toMatchObject({ k: 11, fellBack: false, cosine: 0.7 });
    // The sink is the most attended place with Z below tau.
    expect(found.trace.background).toMatchObject({ rule: "most-attended", attention: 0.4, logit: -9 });
    const [background] = points.filter(({ label }) => label === 0);
    expect(background?.x).toBeCloseTo((found.trace.background?.x as number) / 2, 1);
    // Original: half, whole, +6; semantic: half and whole are the same masks, +9 is its own.
    expect(bySource(found)).toEqual(["original 1", "original 2", "original 3", "semantic 3"]);
    expect(found.trace.dropped.map(({ source, mask, reason }) => [source, mask, reason])).toEqual([
      ["semantic", 1, "duplicate"],
      ["semantic", 2, "duplicate"],
    ]);
    // What AMG proposes at the thing are the original masks again.
    const reasons = new Set(found.trace.casualties.map(({ reason }) => reason));
    expect(reasons).toEqual(new Set(["nms", "duplicate"]));
    expect(found.funnel).toMatchObject({ seeds: 12, proposed: 36, afterPredictedIou: 36, afterStability: 36, kept: 0 });
    expect(found.trace.logits).toMatchObject({ rows: 64, cols: 64 });
  });

  test("two things: AMG finds the one that the initial prediction missed", async () => {
    const both = attentionOf({ 9: 0.2, 10: 0.2, 37: 0.2, 38: 0.15, 45: 0.1, 46: 0.1 });
    // The logits prefer the left thing, but of the tokens that are kept some lie on the right one.
    const task = taskOf({ answer: answerOf(both), settings: discoverySettings(undefined, { keptTokens: 64 }) });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    const right = found.candidates.filter(({ source, bbox }) => source === "amg" && bbox[0] >= 300);
    expect(right.map(({ origin }) => origin?.mask).sort()).toEqual([1, 2, 3].slice(0, right.length));
    expect(right.length).toBeGreaterThan(0);
    expect(found.trace.graph?.core.length).toBeLessThan(found.seeds.length);
  });

  test("no prompt token: SAM is asked at the most attended place, and the trace says so", async () => {
    const { sam, prompts } = samThatSees(THINGS);
    const map = attentionOf({ 9: 0.5 });
    const found = await discoverCandidates(taskOf({ sam, answer: answerOf(map, { promptTokens: null }) }));
    expect(found.trace.initial).toMatchObject({
      prompt: "most-attended-point",
      point: { x: 96, y: 96 },
      // One click is ambiguous: the best of the multi-masks.
      maskIndex: 2,
    });
    expect(prompts[0]?.points).toEqual([{ x: expect.closeTo(48, 3), y: expect.closeTo(48, 3), label: 1 }]);
    expect(found.trace.notes[0]).toContain("no prompt token");
  });

  test("uniform attention: one seed in each token, none dropped, SAM asked near the centre", async () => {
    const answer = answerOf(attentionOf({}), { promptTokens: null, seeding: { kind: "all" } });
    const task = taskOf({ answer });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found.seeds.length).toBe(64);
    expect(found.trace.tokens.every(({ kept, meanLogit }) => kept && meanLogit === null)).toBe(true);
    expect(found.trace.initial.point).toEqual({ x: 224, y: 224 });
    const boxes = found.candidates.filter(({ source }) => source === "amg").map(({ bbox }) => bbox);
    expect(boxes).toContainEqual([64, 64, 128, 128]);
    expect(boxes).toContainEqual([320, 256, 128, 128]);
  });

  test("a batch of four gives what one at a time gives", async () => {
    const one = await discoverCandidates(taskOf());
    const { sam, batches } = samThatSees(THINGS);
    const four = await discoverCandidates(taskOf({ sam, batch: 4 }));
    expect(batches).toEqual([1, 4, 4, 4, 1]);
    expect({ ...four, steps: null }).toEqual({ ...one, steps: null });
  });

  test("attention of single layers goes into the trace", async () => {
    const layers = [{ layer: 14, values: SINK.values }];
    const found = await discoverCandidates(taskOf({ answer: answerOf(SINK, { layers }) }));
    expect(found.trace.layers).toEqual(layers);
  });
});

describe("clicks", () => {
  const clicks = (points: { x: number; y: number }[]) =>
    answerOf(attentionOf({ 9: 1 }), { promptTokens: null, seeding: { kind: "points", points } });

  test("are the seeds as they are, and the first of them in the most attended token is asked first", async () => {
    const found = await discoverCandidates(taskOf({ answer: clicks([{ x: 70.5, y: 71 }]) }));
    expect(found.seeds).toEqual([{ x: 70.5, y: 71, token: 9, attention: 1 }]);
    expect(found.trace.initial.point).toEqual({ x: 70.5, y: 71 });
    expect(found.trace.tokens.map(({ token, kept, meanLogit }) => ({ token, kept, meanLogit }))).toEqual([
      { token: 9, kept: true, meanLogit: null },
    ]);
    expect(found.trace.graph).toMatchObject({ core: [0], fellBack: true });
    expect(found.trace.notes.join(" ")).toContain("every seed became a foreground point");
  });

  /** Predicted IoUs below the threshold, masks that differ from click to click. */
  const unsure = () =>
    fakeSam(({ points, maskPrompt }) => {
      const x = Math.round(points[0]?.x ?? 0);
      const masks = [1, 2, 3, 4].map((size) => logitsOf({ x0: x, y0: 40, x1: x + 20 * size, y1: 60 }));
      return { iou: [0.9, 0.5, 0.6, 0.4], logits: maskPrompt === null ? masks : masks.reverse() };
    });

  test("where no proposal passes, the best mask of each click is taken, counted once, and said", async () => {
    const answer = clicks([
      { x: 70, y: 70 },
      { x: 120, y: 70 },
    ]);
    const task = taskOf({ answer, sam: unsure().sam, without: ["original", "semantic"] });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found.fellBack).toBe(true);
    expect(found.candidates.map(({ source, predictedIou, origin }) => [source, predictedIou, origin?.seed])).toEqual([
      ["amg", Math.fround(0.6), 0],
      ["amg", Math.fround(0.6), 1],
    ]);
    expect(found.funnel).toEqual({
      seeds: 2,
      proposed: 6,
      afterPredictedIou: 0,
      afterStability: 0,
      afterNms: 0,
      kept: 2,
    });
    expect(found.trace.notes.join(" ")).toContain("best-per-click");
  });

  test("seeds that nobody clicked get no such mask", async () => {
    const task = taskOf({ sam: unsure().sam, without: ["original", "semantic"] });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found).toMatchObject({ candidates: [], fellBack: false });
    expect(found.trace.notes).toContain("No candidate was found.");
    expect(found.trace.notes).toContain("None of 36 AMG proposals became a candidate of its own.");
  });

  test("negative clicks rule out what covers them, whoever proposed it, and join the refinement", async () => {
    const { sam, prompts } = samThatSees(THINGS);
    // On the right half of the left thing: the left half stays.
    const negative = { x: 180, y: 100, label: 0 as const };
    const task = taskOf({ sam, answer: clicks([{ x: 70, y: 70 }]), negatives: [negative] });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found.candidates.length).toBe(1);
    for (const { rle } of found.candidates) expect(decodeRle(rle).data[100 * 512 + 180]).toBe(0);
    expect(found.droppedByNegatives).toBe(2);
    const dropped = found.trace.dropped.filter(({ reason }) => reason === "negative-click");
    expect(dropped.map(({ source, mask }) => `${source} ${mask}`)).toEqual([
      "original 2",
      "original 3",
      "semantic 2",
      "semantic 3",
    ]);
    expect(prompts.at(-1)?.points.filter(({ label }) => label === 0).length).toBe(2);
  });

  test("the fallback does not bring back what a negative click ruled out", async () => {
    const answer = clicks([{ x: 70, y: 70 }]);
    const negatives = [{ x: 71, y: 100, label: 0 as const }];
    const task = taskOf({ answer, negatives, sam: unsure().sam, without: ["original", "semantic"] });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found).toMatchObject({ candidates: [], fellBack: false });
  });
});

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

describe("cancelling and progress", () => {
  test("stops between two decoder runs", async () => {
    const aborter = new AbortController();
    const { sam, prompts } = samThatSees(THINGS);
    const onProgress = ({ done }: { done: number }) => {
      if (done === 3) aborter.abort();
    };
    await expect(discoverCandidates(taskOf({ sam, signal: aborter.signal, onProgress }))).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(prompts.length).toBe(4);
  });

  test("counts the seeds that are done", async () => {
    const steps: string[] = [];
    const onProgress = ({ step, done, total }: { step: string; done: number; total: number }) => {
      steps.push(`${step} ${done}/${total}`);
    };
    await discoverCandidates(taskOf({ batch: 5, onProgress }));
    expect(steps).toEqual(["discover 0/12", "discover 5/12", "discover 10/12", "discover 12/12"]);
  });
});

describe("whatever the map, the image and the masks", () => {
  const side = fc.integer({ min: 1, max: 70 });
  const landscapes = [0, 1, 2, 3, 4, 5].map((shift) => bumpyLogits(shift).map((value) => value - shift / 2));
  const world = fc.record({
    width: side,
    height: side,
    family: fc.constantFrom<SamFamily>("sam1", "sam2"),
    seed: fc.nat(),
    rows: fc.integer({ min: 1, max: 6 }),
    cols: fc.integer({ min: 1, max: 6 }),
    kind: fc.constantFrom("rerank", "all", "points"),
    token: fc.boolean(),
    without: fc.subarray(["original", "semantic", "amg"] as const, { maxLength: 2 }),
    amgOrder: fc.constantFrom("predicted-iou", "attention"),
    budget: fc.integer({ min: 1, max: 4 }),
    negative: fc.boolean(),
  });

  function worldTask(w: typeof world extends fc.Arbitrary<infer T> ? T : never): DiscoveryTask {
    const random = seededRandom(w.seed);
    const values = Array.from({ length: w.rows * w.cols }, () => Math.max(0, random() - 0.3));
    const frame = { x: -5, y: 3, width: w.width + 3, height: w.height + 4 };
    const attention = { rows: w.rows, cols: w.cols, values, ...(w.seed % 2 === 0 ? { frame } : {}) };
    const place = () => ({ x: random() * w.width, y: random() * w.height });
    const points = [place(), place(), place()];
    const seeding = w.kind === "points" ? { kind: w.kind, points } : { kind: w.kind };
    const { sam } = fakeSam(({ points: asked }) => {
      // The answer depends on the prompt alone, as SAM's does.
      const own = Math.round((asked[0]?.x ?? 0) * 7 + (asked[0]?.y ?? 0) * 31) + w.seed;
      const chance = seededRandom(own);
      const logits = [0, 1, 2, 3].map((mask) => landscapes[(own + mask) % landscapes.length] as Float32Array);
      return { iou: [0, 0, 0, 0].map(() => 0.7 + chance() * 0.3), logits };
    }, w.family);
    return {
      image: fakeImage(w.width, w.height, [], w.family),
      sam,
      answer: answerOf(attention, {
        seeding: seeding as AttentionAnswer["seeding"],
        promptTokens: w.token ? promptToken(0) : null,
      }),
      negatives: w.negative ? [{ ...place(), label: 0 }] : [],
      settings: discoverySettings(undefined, {
        seeds: 6,
        keptTokens: 3,
        // Mild filters, so that the budget has something to do.
        predIou: 0.8,
        stability: 0.5,
        nmsIou: 0.98,
        amgOrder: w.amgOrder as "attention",
        amgBudget: w.budget,
      }),
      without: w.without,
      seed: w.seed,
      batch: 1 + (w.seed % 3),
    };
  }

  test("the funnel adds up, nothing is twice or outside, what is left out is gone", async () => {
    await fc.assert(
      fc.asyncProperty(world, async (w) => {
        const task = worldTask(w);
        const found = await discoverCandidates(task);
        expectSound(found, task);
        for (const step of w.without) expect(found.candidates.some(({ source }) => source === step)).toBe(false);
        for (const { rle } of found.candidates) {
          for (const { x, y } of task.negatives) {
            expect(decodeRle(rle).data[Math.floor(y) * w.width + Math.floor(x)]).toBe(0);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test("the same task gives the same bytes", async () => {
    await fc.assert(
      fc.asyncProperty(world, async (w) => {
        const bytes = async () => JSON.stringify({ ...(await discoverCandidates(worldTask(w))), steps: null });
        expect(await bytes()).toBe(await bytes());
      }),
      { numRuns: 10 },
    );
  });
});
