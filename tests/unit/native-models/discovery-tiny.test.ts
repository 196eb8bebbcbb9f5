import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bitmap, createBitmap, encodeRle, rleIou } from "#core/masks";
import { type Attention, discoveryTraceSchema } from "#core/samples";
import { discoverySettings, openPack } from "#native-models/packs";
import { createRuntime, type RgbImage, type Runtime } from "#native-models/runtime";
import { createMaskSampler, embedPoints, loadSam, promptPoints, type Sam, samGeometry } from "#native-models/sam";
import type { AttentionAnswer } from "#native-models/segmenter";
import { type DiscoveryTask, discoverCandidates } from "../../../native-models/engine/discover.ts";
import type { PreparedImage } from "../../../native-models/engine/embeddings.ts";
import { writeTinySam } from "../../packs/tiny-sam.ts";

/** Every step on real graphs of both families: a red and a blue thing on grey, in an image that is wider than high. */
const WIDTH = 320;
const HEIGHT = 240;
const RED = { x0: 50, y0: 50, x1: 130, y1: 130, colour: [220, 40, 40] };
const BLUE = { x0: 220, y0: 140, x1: 300, y1: 220, colour: [40, 60, 220] };

function picture(): RgbImage {
  const data = new Uint8Array(WIDTH * HEIGHT * 3).fill(150);
  for (const { x0, y0, x1, y1, colour } of [RED, BLUE]) {
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) data.set(colour, (y * WIDTH + x) * 3);
  }
  return { width: WIDTH, height: HEIGHT, data };
}

function maskOf({ x0, y0, x1, y1 }: typeof RED) {
  const bitmap: Bitmap = createBitmap(WIDTH, HEIGHT);
  for (let y = y0; y < y1; y++) bitmap.data.fill(1, y * WIDTH + x0, y * WIDTH + x1);
  return encodeRle(bitmap);
}

/** 8 x 6 tokens of 40 pixels: the red thing's four, and more than they have together in the corner, a sink. */
const ATTENTION: Attention = {
  rows: 6,
  cols: 8,
  values: Array.from({ length: 48 }, (_, token) => {
    if (token === 7) return 0.5;
    return [9, 10, 17, 18].includes(token) ? 0.1 : 0.1 / 43;
  }),
};

describe.each(["sam1", "sam2"] as const)("discovery on tiny-%s", (family) => {
  let dir = "";
  let runtime: Runtime;
  let sam: Sam;
  let image: PreparedImage;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "rea2seg-discovery-"));
    runtime = await createRuntime({ provider: "cpu", threads: 1 });
    sam = await loadSam(await openPack(await writeTinySam(family, dir)), runtime);
    const embedding = await sam.encode(picture());
    image = { embedding, sampler: createMaskSampler(samGeometry(family, WIDTH, HEIGHT)) };
  }, 60_000);

  afterAll(async () => {
    await sam?.release();
    await rm(dir, { recursive: true, force: true });
  });

  /** The tiny decoder takes a language model's token for a positive point. */
  function tokenAt(x: number, y: number) {
    const [point] = promptPoints([{ x, y, label: 1 }], null, image.sampler.geometry);
    return { count: 1, values: embedPoints(point === undefined ? [] : [point], sam.constants) };
  }

  function taskOf(change: Partial<DiscoveryTask> = {}, answer: Partial<AttentionAnswer> = {}): DiscoveryTask {
    const seeding = { kind: "rerank" } as const;
    const full = {
      attention: ATTENTION,
      layers: [],
      promptTokens: tokenAt(90, 90),
      seeding,
      exchange: null,
      usage: null,
    };
    const preset = family === "sam2" ? "qwen-sam2" : "llava-sam1";
    const settings = discoverySettings(preset, { keptTokens: 4, seeds: 10, stability: 0.7, predIou: 0.75 });
    const base = { image, sam, negatives: [], settings, without: [], seed: 3, batch: 1 };
    return { ...base, answer: { ...full, ...answer }, ...change };
  }

  const bestIou = (masks: readonly { readonly rle: ReturnType<typeof maskOf> }[], thing: typeof RED) =>
    Math.max(0, ...masks.map(({ rle }) => rleIou(rle, maskOf(thing))));

  test("the paper's way: sink dropped, seeds on the thing, three sources, a complete trace", async () => {
    const { candidates, seeds, funnel, trace } = await discoverCandidates(taskOf());
    expect(trace.initial.prompt).toBe("prompt-tokens");
    expect(trace.tokens[0]).toMatchObject({ token: 7, attention: 0.5, kept: false });
    expect(new Set(seeds.map(({ token }) => token))).toEqual(new Set([9, 10, 17, 18]));
    expect(trace.graph?.core.length).toBeGreaterThan(2);
    expect(trace.background).toMatchObject({ rule: "most-attended", attention: 0.5 });
    expect(trace.background?.x).toBeGreaterThan(280);
    expect(trace.casualties.length + funnel.kept).toBe(funnel.proposed);
    expect(funnel.proposed).toBe(30);
    expect(bestIou(candidates, RED)).toBeGreaterThan(0.8);
    expect(candidates.filter(({ source }) => source === "original").length).toBeGreaterThan(0);
    expect(candidates.filter(({ source }) => source === "semantic").length).toBeGreaterThan(0);
    expect(new Set(candidates.map(({ rle }) => rle.counts)).size).toBe(candidates.length);
    expect(discoveryTraceSchema.parse(trace)).toEqual(trace);
  });

  test("the same task gives the same bytes; batches may round otherwise, and account for all the same", async () => {
    const hash = async (change: Partial<DiscoveryTask> = {}) => {
      const found = await discoverCandidates(taskOf(change));
      const bytes = JSON.stringify({ ...found, steps: null });
      return createHash("sha256").update(bytes).digest("hex");
    };
    const once = await hash();
    expect(await hash()).toBe(once);
    expect(await hash({ seed: 4 })).not.toBe(once);
    const { candidates, funnel, trace } = await discoverCandidates(taskOf({ batch: 4 }));
    expect(trace.casualties.length + funnel.kept).toBe(30);
    expect(bestIou(candidates, RED)).toBeGreaterThan(0.8);
  });

  test("a grid finds both things without a prompt token", async () => {
    const values = new Array<number>(48).fill(1 / 48);
    const answer = { attention: { rows: 6, cols: 8, values }, promptTokens: null, seeding: { kind: "all" } } as const;
    const task = taskOf({}, answer);
    // Discs of plain grey rank high with this SAM.
    task.settings.amgBudget = 64;
    const { candidates, seeds, trace } = await discoverCandidates(task);
    expect(seeds.length).toBe(48);
    expect(trace.initial.prompt).toBe("most-attended-point");
    const amg = candidates.filter(({ source }) => source === "amg");
    // The blue thing's middle is a token's; the red one's is none, and this SAM's masks are round about their point.
    expect(bestIou(amg, BLUE)).toBeGreaterThan(0.6);
    expect(bestIou(amg, RED)).toBeGreaterThan(0.5);
  });

  test("a click on the blue thing finds it, a negative click on it leaves nothing that covers it", async () => {
    const values = new Array<number>(48).fill(0);
    values[38] = 1;
    const points = [{ x: 262, y: 178 }];
    const answer = { attention: { rows: 6, cols: 8, values }, promptTokens: null, seeding: { kind: "points", points } };
    const asked = await discoverCandidates(taskOf({}, answer as Partial<AttentionAnswer>));
    expect(asked.trace.initial.point).toEqual({ x: 262, y: 178 });
    expect(bestIou(asked.candidates, BLUE)).toBeGreaterThan(0.8);
    const negatives = [{ x: 263, y: 179, label: 0 as const }];
    const ruledOut = await discoverCandidates(taskOf({ negatives }, answer as Partial<AttentionAnswer>));
    expect(bestIou(ruledOut.candidates, BLUE)).toBeLessThan(0.2);
    expect(ruledOut.trace.dropped.some(({ reason }) => reason === "negative-click")).toBe(true);
  });

  test("the mask prompt reaches the decoder: the refinement differs from the same points without Z", async () => {
    const { trace, seeds } = await discoverCandidates(taskOf({ without: ["amg", "original"] }));
    const core = (trace.graph?.core ?? []).map((index) => seeds[index]);
    const points = core.flatMap((seed) => (seed === undefined ? [] : [{ x: seed.x, y: seed.y, label: 1 as const }]));
    const { x, y } = trace.background as NonNullable<typeof trace.background>;
    const prompt = promptPoints([...points, { x, y, label: 0 }], null, image.sampler.geometry);
    const tokens = embedPoints(prompt, sam.constants);
    const plain = await sam.decode(image.embedding, tokens, 1);
    const initial = await sam.decode(image.embedding, tokenAt(90, 90).values, 1);
    const refined = await sam.decode(image.embedding, tokens, 1, initial.logits(0, trace.initial.maskIndex));
    expect(refined.logits(0, 1)).not.toEqual(plain.logits(0, 1));
  });
});
