import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeRle } from "#core/masks";
import { seededRandom } from "#native-models/discovery";
import { discoverySettings } from "#native-models/packs";
import type { SamFamily } from "#native-models/sam";
import type { AttentionAnswer } from "#native-models/segmenter";
import { type DiscoveryTask, discoverCandidates } from "../../../native-models/engine/discover.ts";
import { answerOf, attentionOf, bySource, expectSound, LEFT, SINK, THINGS, taskOf } from "./discover-setup.ts";
import { bumpyLogits, fakeImage, fakeSam, logitsOf, promptToken, samThatSees } from "./fake-sam.ts";

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
