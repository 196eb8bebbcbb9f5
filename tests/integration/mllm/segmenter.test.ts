import { describe, expect, onTestFinished, test } from "vitest";
import { createBitmap, encodeRle, rleIou } from "#core/masks";
import { installMobileSam, type Pack } from "#native-models/packs";
import type { RgbImage } from "#native-models/runtime";
import { createMaskSampler, loadSam, samGeometry, scanMask } from "#native-models/sam";
import { loadOnnxSegmenter, type OnnxSegmenter } from "#native-models/segmenter";
import { AVERAGED_LAYERS, EXPORTED_LAYERS } from "../../packs/mllm-parts.ts";
import { HEAD_SCALES, type SegmenterFault, SINK_TOKEN } from "../../packs/mllm-segmenter.ts";
import { tinyOnMobileSam } from "../../packs/tiny-packs.ts";
import { blankEmbedding, cpu, folder, painted, tinyPack } from "./support.ts";

/** 128 x 96: one pixel of it is one of the graph's; the grid's tokens are 8 x 8 pixels, 12 rows of them in the image. */
const image = painted(128, 96, { red: [64, 32, 24, 16], green: [16, 64, 16, 16] });
const RED = [4, 5].flatMap((row) => [8, 9, 10].map((col) => row * 16 + col));
const GREEN = [8, 9].flatMap((row) => [2, 3].map((col) => row * 16 + col));

const query = (question: string, seen: RgbImage = image) => ({
  question,
  width: seen.width,
  height: seen.height,
  embedding: blankEmbedding(seen),
  image: async () => seen,
});

async function segmenterOf(pack: Promise<Pack>): Promise<OnnxSegmenter> {
  const segmenter = await loadOnnxSegmenter(await pack, await cpu());
  onTestFinished(() => segmenter.release());
  return segmenter;
}

/** The most attended tokens, in the grid's order. */
function top(values: readonly number[], count: number): number[] {
  const order = values.map((_, token) => token).sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
  return order.slice(0, count).sort((a, b) => a - b);
}

describe("attention of a graph", () => {
  test("the question decides where it looks, and the sink is in every map", async () => {
    const segmenter = await segmenterOf(tinyPack());
    const red = await segmenter.attend(query("Where is the RED thing?"));
    const green = await segmenter.attend(query("Where is the green thing?"));
    const none = await segmenter.attend(query("Where is the zebra?"));
    expect(top(red.attention.values, 7)).toEqual([SINK_TOKEN, ...RED]);
    expect(top(green.attention.values, 5)).toEqual([SINK_TOKEN, ...GREEN]);
    expect(top(none.attention.values, 1)).toEqual([SINK_TOKEN]);
    expect(new Set(none.attention.values.slice(1)).size).toBe(1);
    for (const { attention } of [red, green, none]) {
      expect(attention.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
    }
    expect(red).toMatchObject({ seeding: { kind: "rerank" }, exchange: null, usage: null });
  });

  test("heads and layers are averaged as by hand", async () => {
    const segmenter = await segmenterOf(tinyPack());
    const { attention, layers } = await segmenter.attend(query("red"));
    // Matches of the tokens: red cells 1 x (230 - 20 - 20) / 255, grey ones -100 / 255, padding 0, the sink 1.
    const match = Array.from({ length: 256 }, (_, token) => {
      if (token === SINK_TOKEN) return 1;
      if (RED.includes(token)) return 190 / 255;
      if (GREEN.includes(token)) return (20 - 220 - 30) / 255;
      return token < 12 * 16 ? -100 / 255 : 0;
    });
    const softmax = (scale: number) => {
      const powers = match.map((value) => Math.exp(scale * value));
      const sum = powers.reduce((total, value) => total + value, 0);
      return powers.map((value) => value / sum);
    };
    const meanOf = (maps: number[][]) =>
      match.map((_, token) => maps.reduce((sum, map) => sum + (map[token] as number), 0) / maps.length);
    const byLayer = HEAD_SCALES.map((scales) => meanOf(scales.map(softmax)));
    const chosen = AVERAGED_LAYERS.map((layer) => byLayer[EXPORTED_LAYERS.indexOf(layer)] as number[]);

    expect(layers.map(({ layer }) => layer)).toEqual([22, 30]);
    layers.forEach(({ values }, index) => {
      values.forEach((value, token) => {
        expect(value).toBeCloseTo(chosen[index]?.[token] as number, 6);
      });
    });
    meanOf(chosen).forEach((value, token) => {
      expect(attention.values[token]).toBeCloseTo(value, 6);
    });
  });

  test("without a choice all layers count, numbered from 0 where the manifest names none", async () => {
    const segmenter = await segmenterOf(
      tinyPack({}, (parts) => {
        const { exportedLayers: _, layers: __, ...segmenter } = parts.segmenter as NonNullable<typeof parts.segmenter>;
        return { ...parts, segmenter };
      }),
    );
    const { layers } = await segmenter.attend(query("red"));
    expect(layers.map(({ layer }) => layer)).toEqual([0, 1, 2]);
  });

  test("a graph with one map a layer is read alike", async () => {
    const segmenter = await segmenterOf(tinyPack({ headless: true }));
    const { attention, layers } = await segmenter.attend(query("red"));
    expect(layers).toHaveLength(2);
    expect(top(attention.values, 7)).toEqual([SINK_TOKEN, ...RED]);
  });

  test("the padded grid reaches beyond the image, in the image's pixels", async () => {
    const segmenter = await segmenterOf(tinyPack());
    const { attention } = await segmenter.attend(query("red"));
    expect(attention).toMatchObject({ rows: 16, cols: 16, frame: { x: 0, y: 0, width: 128, height: 128 } });
    const large = painted(640, 320, { red: [400, 100, 80, 80] });
    const { attention: scaled } = await segmenter.attend(query("red", large));
    expect(scaled.frame).toEqual({ x: 0, y: 0, width: 640, height: 640 });
    // 40 image pixels a token: columns 10 and 11, rows 2.5 to 4.5.
    expect(top(scaled.values, 3)).toEqual([SINK_TOKEN, 3 * 16 + 10, 3 * 16 + 11]);
  });

  test("the grid lies where the manifest says, else where the picture does", async () => {
    const without = await segmenterOf(
      tinyPack({}, (parts) => {
        const { frame: _, ...segmenter } = parts.segmenter as NonNullable<typeof parts.segmenter>;
        return { ...parts, segmenter };
      }),
    );
    expect((await without.attend(query("red"))).attention.frame).toEqual({ x: 0, y: 0, width: 128, height: 128 });
    const cropped = await segmenterOf(tinyPack({ segmenter: { frame: "centre-crop" } }));
    expect((await cropped.attend(query("red"))).attention.frame).toEqual({ x: 16, y: 0, width: 96, height: 96 });
  });

  test("the image is decoded only for a graph that wants pixels", async () => {
    const segmenter = await segmenterOf(tinyPack({ sees: "embeddings" }));
    const image = () => Promise.reject(new Error("decoded for nothing"));
    const answer = await segmenter.attend({ ...query("red"), image });
    expect(answer.attention).toMatchObject({ rows: 16, cols: 32, frame: { x: 0, y: 0, width: 128, height: 96 } });
  });
});

describe.each([
  ["sam1", "pixels"],
  ["sam2", "embeddings"],
] as const)("prompt tokens on a tiny %s", (_, sees) => {
  test("SAM draws what the question names", async () => {
    const pack = await tinyPack({ sees });
    const segmenter = await segmenterOf(Promise.resolve(pack));
    const sam = await loadSam(pack, await cpu());
    onTestFinished(() => sam.release());
    const scene = painted(320, 200, { red: [200, 40, 60, 50], blue: [40, 120, 60, 50] });
    const embedding = await sam.encode(scene);
    for (const [question, [x, y]] of [
      ["the red one", [230, 65]],
      ["the blue one", [70, 145]],
    ] as const) {
      const answer = await segmenter.attend({ ...query(question, scene), embedding });
      expect(answer.promptTokens?.count).toBe(1);
      const decoded = await sam.decode(embedding, answer.promptTokens?.values as Float32Array, 1);
      const logits = decoded.logits(0, 0);
      const square = sees === "pixels" ? [320, 320] : [320, 200];
      const at = (px: number, py: number) =>
        logits[Math.floor((py / (square[1] as number)) * 256) * 256 + Math.floor((px / (square[0] as number)) * 256)];
      expect(at(x, y)).toBeGreaterThan(0);
      expect(at(300 - x, 210 - y)).toBeLessThan(0);
    }
  });

  test("a pack that names no prompt tokens gives none", async () => {
    const segmenter = await segmenterOf(tinyPack({ sees, segmenter: { outputs: { attention: "attention" } } }));
    expect((await segmenter.attend(query("red"))).promptTokens).toBeNull();
  });
});

test("on MobileSAM too the prompt token draws what the question names", async () => {
  const { pack } = await installMobileSam(folder());
  const { segmenter, files = {} } = (await tinyOnMobileSam()).parts ?? {};
  const model = await segmenterOf(tinyPack({}, () => ({ segmenter, files })));
  const sam = await loadSam(pack, await cpu());
  onTestFinished(() => sam.release());
  const scene = painted(320, 200, { red: [200, 40, 60, 50], blue: [40, 120, 60, 50] });
  const embedding = await sam.encode(scene);
  const { promptTokens } = await model.attend({ ...query("the blue one", scene), embedding });
  const decoded = await sam.decode(embedding, promptTokens?.values as Float32Array, 1);
  const sampler = createMaskSampler(samGeometry("sam1", 320, 200));
  const { rle } = scanMask(decoded.logits(0, 0), sampler, 1);
  const bitmap = createBitmap(320, 200);
  for (let y = 120; y < 170; y++) bitmap.data.fill(1, y * 320 + 40, y * 320 + 100);
  expect(rleIou(rle, encodeRle(bitmap))).toBeGreaterThan(0.9);
});

describe("what is refused by name", () => {
  const broken = (changes: Parameters<typeof tinyPack>[0]) => segmenterOf(tinyPack(changes));

  test.each([
    ["nan", "NaN"],
    ["negative", "not negative"],
    ["zero", "zero everywhere"],
    ["one token short", "255"],
    ["prompt token of 255", "[1, 1, 255]"],
    ["prompt token of NaN", "prompt_tokens holds NaN"],
  ] as const)("an output: %s", async (fault: SegmenterFault, message) => {
    const segmenter = await broken({ faults: { segmenter: fault } });
    await expect(segmenter.attend(query("red"))).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining(message),
      where: expect.stringContaining("segmenter.onnx"),
    });
  });

  test.each([
    ["a shape", { faults: { segmenter: "one axis more" } }, "attention"],
    ["another grid", { segmenter: { grid: [8, 16] as [number, number] } }, "attention"],
    [
      "an input that the graph has not",
      { segmenter: { inputs: { pixels: "picture", inputIds: "input_ids" } } },
      "picture",
    ],
    ["an input that is not fed", { segmenter: { inputs: { inputIds: "input_ids" } } }, "pixels"],
    [
      "pixels of which nothing is said",
      { sees: "embeddings", segmenter: { inputs: { pixels: "image_embeddings", inputIds: "input_ids" } } },
      "segmenter.pixels",
    ],
    ["an output that the graph has not", { segmenter: { outputs: { attention: "attn" } } }, "attn"],
  ] as const)("a manifest with %s", async (_, changes, message) => {
    await expect(broken(changes)).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining(message),
    });
  });

  test("a question that is too long, by its tokens", async () => {
    const segmenter = await segmenterOf(tinyPack({ segmenter: { maxTokens: 6 } }));
    await segmenter.attend(query("the red one of a"));
    await expect(segmenter.attend(query("the red one of a thing"))).rejects.toMatchObject({
      code: "too-large",
      message: expect.stringContaining("7 tokens"),
      where: "question",
    });
  });

  test("a question that was cancelled", async () => {
    const segmenter = await segmenterOf(tinyPack());
    const signal = AbortSignal.abort();
    await expect(segmenter.attend({ ...query("red"), signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  test("a pack without a segmenter", async () => {
    const pack = tinyPack({}, ({ evaluator, files }) => ({ evaluator, files: files ?? {} }));
    await expect(segmenterOf(pack)).rejects.toMatchObject({ code: "model-missing" });
  });
});
