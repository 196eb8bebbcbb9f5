import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeRle, rleArea, rleBBox } from "#core/masks";
import { candidateSchema, discoveryTraceSchema, segmentResultSchema } from "#core/samples";
import {
  createEngine,
  type DiscoverRequest,
  type Engine,
  type EngineProgress,
  type EngineSettings,
} from "#native-models/engine";
import { hashFile } from "#native-models/runtime";
import { stillLife, temporaryFolder } from "../../parity/support.ts";

let settings: EngineSettings;
let engine: Engine;
let photo: string;
const BALL = { x: 200, y: 220, label: 1 } as const;
const BOX_MIDDLE = { x: 443, y: 240, label: 1 } as const;

beforeAll(async () => {
  const dir = await temporaryFolder();
  settings = {
    cacheDir: path.join(dir, "cache"),
    packDirs: [],
    provider: "auto",
    threads: 0,
    embeddingCacheBytes: 64e6,
  };
  photo = path.join(dir, "still life.png");
  await stillLife(600, 400).png().toFile(photo);
  engine = await createEngine(settings);
});
afterAll(() => engine.dispose());

const request = (change: Partial<DiscoverRequest> = {}): DiscoverRequest => ({
  pack: null,
  question: "What rolls?",
  attention: { source: "clicks", points: [BALL], scribbles: [] },
  without: [],
  seed: 0,
  overrides: {},
  ...change,
});

describe("segment", () => {
  test("a click on the ball gives the ball, and says how", async () => {
    const steps: EngineProgress[] = [];
    const answer = await engine.segment(
      { image: { path: photo, hash: null }, points: [BALL], box: null },
      { onProgress: (progress) => steps.push(progress) },
    );
    expect(segmentResultSchema.parse(answer)).toEqual(answer);
    expect(answer.rle.size).toEqual([400, 600]);
    expect(answer.area).toBe(rleArea(answer.rle));
    expect(answer.bbox).toEqual(rleBBox(answer.rle));
    // The ball is a circle of radius 87 px around (200, 220).
    expect(answer.area).toBeGreaterThan(0.9 * Math.PI * 87 ** 2);
    expect(answer.area).toBeLessThan(1.1 * Math.PI * 87 ** 2);
    expect(decodeRle(answer.rle).data[220 * 600 + 200]).toBe(1);
    expect(answer).toMatchObject({ embedding: "computed", pack: expect.stringMatching(/^mobilesam@/) });
    expect(answer.maskIndex).toBeGreaterThanOrEqual(1);
    expect(steps.map(({ step }) => step)).toContain("encode");
  });

  test("one point with a multi-mask named gives what AMG was proposed there", async () => {
    const image = { path: photo, hash: null };
    const { seeds, trace } = await engine.discover(image, request());
    const proposed = trace.casualties.filter(({ seed }) => seed === 0);
    expect(proposed.length).toBeGreaterThan(0);
    const at = seeds[0] as (typeof seeds)[number];
    for (const { mask, predictedIou } of proposed) {
      const points = [{ x: at.x, y: at.y, label: 1 as const }];
      const answer = await engine.segment({ image, points, box: null, mask: mask as 1 | 2 | 3 });
      expect(answer).toMatchObject({ maskIndex: mask, predictedIou });
    }
  });

  test("memory, disk and a fresh computation answer alike", async () => {
    const prompt = { image: { path: photo, hash: await hashFile(photo) }, points: [BALL], box: null };
    const fromMemory = await engine.segment(prompt);
    expect(fromMemory.embedding).toBe("memory");
    const other = await createEngine(settings);
    const fromDisk = await other.segment(prompt);
    await other.dispose();
    expect(fromDisk.embedding).toBe("disk");
    const uncached = await createEngine({ ...settings, embeddingCacheBytes: 0, cacheDir: settings.cacheDir });
    await rm(path.join(settings.cacheDir, "embeddings"), { recursive: true });
    const computed = await uncached.segment(prompt);
    await uncached.dispose();
    expect(computed.embedding).toBe("computed");
    for (const answer of [fromDisk, computed]) {
      expect(answer.rle).toEqual(fromMemory.rle);
      expect(answer.predictedIou).toBe(fromMemory.predictedIou);
    }
  });

  test("a box over the edge of the image is cut to it, and three tokens give mask 0", async () => {
    const box = { x0: 350, y0: 120, x1: 5000, y1: 310 };
    const answer = await engine.segment({ image: { path: photo, hash: null }, points: [BOX_MIDDLE], box });
    expect(answer.maskIndex).toBe(0);
    expect(answer.area).toBeGreaterThan(10_000);
  });

  test.each([
    ["no prompt", { points: [], box: null }, "points"],
    ["a point outside", { points: [{ x: 601, y: 5, label: 1 as const }], box: null }, "points"],
    ["a box outside", { points: [], box: { x0: 700, y0: 10, x1: 800, y1: 20 } }, "box"],
  ])("%s is refused with what, where and a cure", async (_, prompt, where) => {
    await expect(engine.segment({ image: { path: photo, hash: null }, ...prompt })).rejects.toMatchObject({
      code: "bad-input",
      where,
      cure: expect.stringMatching(/./),
    });
  });
});

describe("images", () => {
  test("a file with other bytes than its hash says is not taken for it", async () => {
    await expect(engine.encode({ path: photo, hash: "0".repeat(64) })).rejects.toMatchObject({
      code: "image-changed",
      where: photo,
    });
  });

  test("a file that changes under its name is read again", async () => {
    const file = path.join(path.dirname(photo), "changing.png");
    await stillLife(300, 200).png().toFile(file);
    expect(await engine.encode({ path: file, hash: null })).toMatchObject({ embedding: "computed", width: 300 });
    expect(await engine.encode({ path: file, hash: null })).toMatchObject({ embedding: "memory", width: 300 });
    await stillLife(320, 200).png().toFile(file);
    expect(await engine.encode({ path: file, hash: null })).toMatchObject({ embedding: "computed", width: 320 });
  });

  test("a missing file and one that is no image", async () => {
    const file = path.join(path.dirname(photo), "text.png");
    await expect(engine.encode({ path: file, hash: null })).rejects.toMatchObject({
      code: "image-missing",
      where: file,
    });
    await writeFile(file, "text");
    await expect(engine.encode({ path: file, hash: null })).rejects.toMatchObject({
      code: "image-damaged",
      where: file,
    });
  });
});

describe("discover", () => {
  const SIDE = 87;
  const isBall = ({ area }: { area: number }) => Math.abs(area / (Math.PI * SIDE ** 2) - 1) < 0.1;

  test("clicks: the ball is among the candidates, none of which has a score, and every step is laid open", async () => {
    const result = await engine.discover({ path: photo, hash: null }, request());
    expect(result).toMatchObject({
      attentionSource: "clicks",
      image: { path: photo, width: 600, height: 400 },
      funnel: { seeds: 1, proposed: 3 },
      pack: expect.stringMatching(/^mobilesam@/),
      settings: { seed: 0, source: "clicks", without: "", predIou: 0.88, amgBudget: 9, tau: -5 },
      versions: { onnxruntime: expect.stringMatching(/^1\./), sam: expect.stringMatching(/^mobilesam@/) },
    });
    expect(discoveryTraceSchema.parse(result.trace)).toEqual(result.trace);
    expect(result.trace.initial).toMatchObject({ prompt: "most-attended-point" });
    expect(result.seeds).toEqual([{ x: 200, y: 220, token: expect.any(Number), attention: 1 }]);
    expect(result.candidates.length).toBeGreaterThan(0);
    result.candidates.forEach((candidate, index) => {
      expect(candidateSchema.parse(candidate)).toEqual(candidate);
      expect(candidate).toMatchObject({ rank: index + 1, score: null });
      expect(candidate.area).toBe(rleArea(candidate.rle));
    });
    expect(result.candidates.some(isBall)).toBe(true);
  });

  test("grid: 64 seeds, at most fifteen candidates with ids of their own, the same in every run", async () => {
    const steps: EngineProgress[] = [];
    const grid = request({ attention: { source: "grid" } });
    const result = await engine.discover({ path: photo, hash: null }, grid, { onProgress: (step) => steps.push(step) });
    expect(result.funnel).toMatchObject({ seeds: 64, proposed: 192 });
    const { afterPredictedIou, afterStability, afterNms, kept } = result.funnel;
    expect([192, afterPredictedIou, afterStability, afterNms, kept]).toEqual(
      [192, afterPredictedIou, afterStability, afterNms, kept].sort((a, b) => b - a),
    );
    expect(result.candidates.length).toBeLessThanOrEqual(15);
    expect(new Set(result.candidates.map(({ id }) => id)).size).toBe(result.candidates.length);
    const discovered = steps.filter(({ step }) => step === "discover").map(({ done }) => done);
    expect(discovered[0]).toBe(0);
    expect(discovered.at(-1)).toBe(64);

    const { timings: _, embedding: __, ...again } = await engine.discover({ path: photo, hash: null }, grid);
    expect(result).toMatchObject(again);
  });

  test("single thresholds of the pack can be replaced, and the result says so", async () => {
    const all = await engine.discover({ path: photo, hash: null }, request({ attention: { source: "grid" } }));
    const overrides = { predIou: 0.99, amgBudget: 2 };
    const few = request({ attention: { source: "grid" }, overrides });
    const result = await engine.discover({ path: photo, hash: null }, few);
    expect(result.settings).toMatchObject({ ...overrides, stability: all.settings.stability });
    expect(result.funnel.afterPredictedIou).toBeLessThan(all.funnel.afterPredictedIou);
    expect(result.candidates.filter(({ source }) => source === "amg").length).toBeLessThanOrEqual(2);
  });

  test("a chat endpoint's answer that is handed in is what is looked at", async () => {
    const values = new Array<number>(24).fill(0);
    values[2 * 6 + 1] = 1;
    const answer = {
      attention: { rows: 4, cols: 6, values },
      layers: [],
      promptTokens: null,
      seeding: { kind: "rerank" as const },
      exchange: null,
      usage: null,
    };
    const asked = request({ attention: { source: "chat", answer } });
    const result = await engine.discover({ path: photo, hash: null }, asked);
    expect(result.attentionSource).toBe("chat");
    expect(result.attention.values).toEqual(values);
    for (const { x, y } of result.seeds) {
      expect([Math.floor(x / 100), Math.floor(y / 100)]).toEqual([1, 2]);
    }
    expect(result.candidates.some(isBall)).toBe(true);
  });

  test("a negative click rules out the masks that cover it", async () => {
    // On the ball too, so that there is something to rule out.
    const negative = { ...BALL, x: BALL.x + 40, label: 0 as const };
    const clicks = request({ attention: { source: "clicks", points: [BALL, negative], scribbles: [] } });
    const result = await engine.discover({ path: photo, hash: null }, clicks);
    expect(result.trace.casualties.filter(({ reason }) => reason === "negative-click")).not.toEqual([]);
    for (const { rle } of result.candidates) {
      expect(decodeRle(rle).data[negative.y * 600 + negative.x]).toBe(0);
    }
  });

  test("clicks without a positive one are refused", async () => {
    const points = [{ ...BALL, label: 0 as const }];
    const clicks = request({ attention: { source: "clicks", points, scribbles: [] } });
    await expect(engine.discover({ path: photo, hash: null }, clicks)).rejects.toMatchObject({ code: "bad-input" });
  });

  test("what the pack lacks and a pack that is not there are refused by name", async () => {
    const image = { path: photo, hash: null };
    const segmenter = request({ attention: { source: "pack" } });
    await expect(engine.discover(image, segmenter)).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining("segmenter"),
    });
    await expect(engine.discover(image, request({ pack: "nothing" }))).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining("nothing"),
    });
    const group = { pack: "mobilesam", question: "?", group: [], cot: false };
    await expect(engine.score(image, group)).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining("evaluator"),
    });
  });

  test("cancelling in the middle ends the search between two batches", async () => {
    const abort = new AbortController();
    let last = 0;
    const work = engine.discover({ path: photo, hash: null }, request({ attention: { source: "grid" } }), {
      signal: abort.signal,
      onProgress: ({ step, done }) => {
        if (step !== "discover") return;
        last = done;
        if (done >= 8) abort.abort();
      },
    });
    await expect(work).rejects.toMatchObject({ code: "cancelled" });
    expect(last).toBe(8);
  });

  test("a call that was cancelled before it began does nothing", async () => {
    const signal = AbortSignal.abort();
    await expect(engine.encode({ path: photo, hash: null }, { signal })).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("describe", () => {
  test("tells versions, providers with reasons, packs with hashes and the cache", async () => {
    const report = await engine.describe();
    expect(report.onnxruntime).toMatch(/^\d+\.\d+/);
    expect(report.attempts.filter(({ ok }) => ok)).toEqual([expect.objectContaining({ provider: report.provider })]);
    for (const { reason } of report.attempts) expect(reason).not.toBe("");
    expect(report.packs).toEqual([expect.objectContaining({ id: "mobilesam", ok: true, problem: null })]);
    for (const file of report.packs[0]?.files ?? []) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.embeddingCache).toMatchObject({ dir: path.join(settings.cacheDir, "embeddings"), limit: 64e6 });
  });

  test("a pack that can't be built is reported, not thrown", async () => {
    const file = path.join(path.dirname(photo), "a file");
    await writeFile(file, "");
    const crippled = await createEngine({ ...settings, cacheDir: file });
    const report = await crippled.describe();
    expect(report.provider).toBeNull();
    expect(report.packs).toEqual([
      expect.objectContaining({ id: "mobilesam", ok: false, problem: expect.stringContaining("cannot be written") }),
    ]);
    await crippled.dispose();
  });
});
