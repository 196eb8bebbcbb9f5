import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBitmap, encodeRle } from "#core/masks";
import { fillPrompt, fitInto, frameOf, loadTokenizer, makePixels } from "#native-models/mllm";
import type { PixelsPart } from "#native-models/packs";
import type { RgbImage } from "#native-models/runtime";
import { samGeometry } from "#native-models/sam";
import { maskPlanes } from "../../../native-models/evaluator/onnx-masks.ts";
import { aggregateAttention } from "../../../native-models/segmenter/aggregate.ts";
import { idOf, tokenizerJson } from "../../packs/mllm-vocabulary.ts";

const part = (width: number, height: number, fit: PixelsPart["fit"]): PixelsPart => ({
  width,
  height,
  fit,
  mean: [0.5, 0, 0],
  std: [0.25, 1, 2],
});

/** Every pixel's red is its column, green its row, blue 255. */
function ramp(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set([i % width, Math.floor(i / width), 255], i * 3);
  return { width, height, data };
}

describe("pixels", () => {
  test("channels first, (v / 255 - mean) / std", () => {
    const pixels = makePixels(ramp(3, 2), part(3, 2, "stretch"));
    const red = [0, 1, 2, 0, 1, 2].map((value) => (value / 255 - 0.5) / 0.25);
    const green = [0, 0, 0, 1, 1, 1].map((value) => value / 255);
    const expected = [...red, ...green, ...new Array(6).fill(0.5)];
    expect(pixels).toHaveLength(18);
    pixels.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] as number, 6);
    });
  });

  test("a centre crop takes the middle of the longer side", () => {
    const pixels = makePixels(ramp(10, 4), part(4, 4, "centre-crop"));
    expect([...pixels.subarray(0, 4)].map((value) => Math.round((value * 0.25 + 0.5) * 255))).toEqual([3, 4, 5, 6]);
    expect([...pixels.subarray(16, 32)].map((value) => Math.round(value * 255))).toEqual(
      [0, 1, 2, 3].flatMap((row) => [row, row, row, row]),
    );
  });

  test("padding lies at the right and the bottom, and is zero after the normalisation", () => {
    const wide = makePixels(ramp(4, 2), part(4, 4, "pad"));
    expect([...wide.subarray(8, 16)]).toEqual(new Array(8).fill(0));
    expect(wide[0]).toBe(-2);
    const tall = makePixels(ramp(2, 4), part(4, 4, "pad"));
    expect([...tall.subarray(32, 36)]).toEqual([0.5, 0.5, 0, 0]);
  });

  test.each([
    ["stretch", 12_000, 300],
    ["centre-crop", 12_000, 300],
    ["pad", 12_000, 300],
    ["centre-crop", 1, 20_000],
    ["pad", 1, 20_000],
    ["stretch", 1, 1],
    ["centre-crop", 1, 1],
    ["pad", 1, 1],
  ] as const)("%s of an image of %d x %d gives a whole picture of finite numbers", (fit, width, height) => {
    const pixels = makePixels({ width, height, data: new Uint8Array(width * height * 3).fill(128) }, part(48, 32, fit));
    expect(pixels).toHaveLength(3 * 48 * 32);
    expect(pixels.every(Number.isFinite)).toBe(true);
  });
});

describe("where a grid lies", () => {
  const grid = [24, 24] as const;

  test.each([
    // Shorter side 480: a square of 480 in the middle (READ: x = (c + 0.5) s + (W - min) / 2).
    ["centre-crop", 640, 480, { x: 80, y: 0, width: 480, height: 480 }],
    ["centre-crop", 480, 640, { x: 0, y: 80, width: 480, height: 480 }],
    ["pad", 640, 480, { x: 0, y: 0, width: 640, height: 640 }],
    ["stretch", 640, 480, { x: 0, y: 0, width: 640, height: 480 }],
  ] as const)("%s of %d x %d", (fit, width, height, frame) => {
    expect(frameOf(fit, { width: 336, height: 336 }, width, height, grid)).toEqual(frame);
  });

  test("without pixels the grid's own aspect counts; over SAM's embedding it lies as SAM's square", () => {
    expect(frameOf("centre-crop", undefined, 400, 300, [10, 20])).toEqual({ x: 0, y: 50, width: 400, height: 200 });
    for (const [width, height] of [
      [333, 500],
      [640, 427],
      [12_000, 300],
    ] as const) {
      const { scaledWidth, scaledHeight } = samGeometry("sam1", width, height);
      const frame = frameOf("pad", undefined, width, height, [64, 64]);
      expect(frame.width).toBeCloseTo((1024 * width) / scaledWidth, 9);
      expect(frame.height).toBeCloseTo((1024 * height) / scaledHeight, 9);
    }
  });

  test("a crop lies inside the image on whole pixels, padding covers it, whatever the sizes", () => {
    const side = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 700 }), (w, h, pw, ph) => {
        const picture = { width: pw, height: ph };
        const { crop } = fitInto("centre-crop", picture, w, h);
        expect(Object.values(crop).every(Number.isInteger)).toBe(true);
        expect(crop.x >= 0 && crop.y >= 0 && crop.x + crop.width <= w && crop.y + crop.height <= h).toBe(true);
        const padded = frameOf("pad", picture, w, h, grid);
        expect(padded.width >= w * 0.999 && padded.height >= h * 0.999).toBe(true);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

describe("prompts", () => {
  test("places are filled wherever they stand; a question's braces and dollar signs are text", () => {
    expect(fillPrompt("{count}: {question} {question}", { question: "a {count} $& b", count: "5" })).toBe(
      "5: a {count} $& b a {count} $& b",
    );
    expect(fillPrompt("{other} {toString}", { question: "x" })).toBe("{other} {toString}");
  });
});

describe("tokenizers", () => {
  let dir = "";
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "rea2seg-tokenizer-"));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  const load = async (content: string) => {
    const file = path.join(dir, "tokenizer.json");
    await writeFile(file, content);
    return loadTokenizer(file);
  };

  test("words, special tokens and unknown words to ids and back", async () => {
    const tokenizer = await load(tokenizerJson());
    expect(tokenizer.encode("Where is RED?<answer>")).toEqual(["where", "is", "red", "?", "<answer>"].map(idOf));
    expect(tokenizer.encode("zebra red")).toEqual([idOf("<unk>"), idOf("red")]);
    expect(tokenizer.decode([idOf("the"), idOf("target"), idOf("<s3>")])).toBe("the target <s3>");
    expect(tokenizer.decode([])).toBe("");
    expect(tokenizer.encode("")).toEqual([]);
    expect(tokenizer.idOf("<end>", "endToken")).toBe(idOf("<end>"));
  });

  test("special tokens are added as the file says", async () => {
    const json = JSON.parse(tokenizerJson());
    json.post_processor = {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<think>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      pair: [],
      special_tokens: { "<think>": { id: "<think>", ids: [idOf("<think>")], tokens: ["<think>"] } },
    };
    expect((await load(JSON.stringify(json))).encode("red")).toEqual([idOf("<think>"), idOf("red")]);
  });

  test("a token that is not in the vocabulary is the pack's fault, by name", async () => {
    const tokenizer = await load(tokenizerJson());
    expect(() => tokenizer.idOf("<s77>", "evaluator.scoreTokens")).toThrow(/<s77>.*evaluator\.scoreTokens/);
  });

  test("a word that nothing stands for is the question's", async () => {
    const json = JSON.parse(tokenizerJson());
    delete json.model.unk_token;
    const tokenizer = await load(JSON.stringify(json));
    let thrown: unknown;
    try {
      tokenizer.encode("red zebra");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "bad-input", message: expect.stringContaining("zebra") });
  });

  test.each([
    ["no JSON", "{"],
    ["an empty object", "{}"],
    ["null", "null"],
    ["a list", "[]"],
    ["a model of no known type", '{"model":{"type":"Magic","vocab":{}}}'],
    ["no vocab", '{"model":{"type":"BPE"}}'],
    ["parts left out", '{"model":{"type":"WordLevel","vocab":{"a":0}}}'],
    ["an unknown normalizer", tokenizerJson().replace('"Lowercase"', '"Loudcase"')],
  ])("%s is refused by the file's name", async (_, content) => {
    await expect(load(content)).rejects.toMatchObject({
      code: "model-broken",
      where: path.join(dir, "tokenizer.json"),
    });
  });

  test("a file that is not there", async () => {
    await expect(loadTokenizer(path.join(dir, "none.json"))).rejects.toMatchObject({ code: "model-broken" });
  });
});

describe("aggregation of attention", () => {
  const plan = { grid: [1, 2] as [number, number], exportedLayers: undefined, layers: null, file: "g.onnx" };
  const output = (dims: number[], values: number[]) => ({ dims, values: Float32Array.from(values) });

  test("mean over heads, then over the chosen layers, then to sum 1", () => {
    // Layers 5, 7, 9 of two heads each.
    const values = [1, 3, 3, 5, /* 7 */ 8, 0, 4, 0, /* 9 */ 0, 2, 0, 2];
    const chosen = { ...plan, exportedLayers: [5, 7, 9], layers: [9, 5] };
    const { values: map, layers } = aggregateAttention(output([3, 2, 2], values), chosen);
    expect(layers).toEqual([
      { layer: 9, values: [0, 2] },
      { layer: 5, values: [2, 4] },
    ]);
    expect(map).toEqual([1 / 4, 3 / 4]);
  });

  test("one map a layer, all layers", () => {
    const { values, layers } = aggregateAttention(output([2, 2], [1, 0, 0, 3]), plan);
    expect(layers.map(({ layer }) => layer)).toEqual([0, 1]);
    expect(values).toEqual([0.25, 0.75]);
  });

  test.each([
    ["another number of tokens", [1, 3], [1, 1, 1], {}, "1 x 2"],
    ["one axis", [2], [1, 1], {}, "[2]"],
    ["no layer", [0, 2], [], {}, "[0, 2]"],
    ["more layers than named", [2, 2], [1, 1, 1, 1], { exportedLayers: [4] }, "1 exported"],
    ["a layer that is not there", [1, 2], [1, 1], { layers: [3] }, "Layer 3"],
    ["an infinite value", [1, 2], [1, Number.POSITIVE_INFINITY], {}, "Infinity"],
    ["nothing attended", [1, 2], [0, 0], {}, "zero everywhere"],
  ] as const)("%s is refused", (_, dims, values, changes, message) => {
    const run = () => aggregateAttention(output([...dims], [...values]), { ...plan, ...changes } as typeof plan);
    expect(run).toThrow(message);
  });
});

describe("masks as a graph sees them", () => {
  const rle = (width: number, height: number, covered: (x: number, y: number) => boolean) => {
    const bitmap = createBitmap(width, height);
    bitmap.data.forEach((_, i) => {
      bitmap.data[i] = covered(i % width, Math.floor(i / width)) ? 1 : 0;
    });
    return encodeRle(bitmap);
  };

  test("shares of cells, with cells that cut pixels", () => {
    const whole = { x: 0, y: 0, width: 3, height: 2 };
    const left = rle(3, 2, (x) => x === 0);
    // Two cells of 1.5 pixels: the first is covered by two thirds.
    const planes = maskPlanes([left], whole, [1, 2], 0);
    expect(planes[0]).toBeCloseTo(2 / 3, 6);
    expect(planes[1]).toBe(0);
    expect([...maskPlanes([left], whole, [2, 3], 0)]).toEqual([1, 0, 0, 1, 0, 0]);
    // More cells than pixels.
    expect([...maskPlanes([left], whole, [1, 6], 0)]).toEqual([1, 1, 0, 0, 0, 0]);
  });

  test("in the given order, empty ones behind; beyond the image nothing is covered", () => {
    const full = rle(4, 2, () => true);
    const frame = { x: 0, y: 0, width: 4, height: 4 };
    const planes = maskPlanes([full, rle(4, 2, (_, y) => y === 1)], frame, [2, 2], 1);
    expect([...planes]).toEqual([1, 1, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0]);
    const crop = { x: 1, y: 0, width: 2, height: 2 };
    expect([...maskPlanes([rle(4, 2, (x) => x === 2)], crop, [1, 2], 0)]).toEqual([0, 1]);
  });

  test("the covered area stays what it was", () => {
    const sizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(sizes, sizes, sizes, sizes, fc.integer(), (width, height, cols, rows, seed) => {
        const mask = rle(width, height, (x, y) => ((x * 7 + y * 13 + seed) & 3) === 0);
        const planes = maskPlanes([mask], { x: 0, y: 0, width, height }, [rows, cols], 0);
        const shown = planes.reduce((sum, share) => sum + share, 0) * (width / cols) * (height / rows);
        let area = 0;
        for (let i = 0; i < width * height; i++) {
          const [x, y] = [i % width, Math.floor(i / width)];
          if (((x * 7 + y * 13 + seed) & 3) === 0) area++;
        }
        expect(shown).toBeCloseTo(area, 2);
        expect(planes.every((share) => share >= 0 && share <= 1.000001)).toBe(true);
      }),
      { numRuns: 100, seed: 4 },
    );
  });
});
