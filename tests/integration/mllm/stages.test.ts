import { readFile } from "node:fs/promises";
import { InferenceSession } from "onnxruntime-node";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createBitmap, encodeRle } from "#core/masks";
import { loadOnnxEvaluator } from "#native-models/evaluator";
import { checkPackGraphs } from "#native-models/packs";
import type { RgbImage } from "#native-models/runtime";
import { loadOnnxSegmenter } from "#native-models/segmenter";
import type { TinyMllm } from "../../packs/mllm-parts.ts";
import { type Box, blankEmbedding, cpu, painted, tinyPack } from "./support.ts";

const RED: Box = [64, 32, 32, 16];
const GREEN: Box = [16, 64, 16, 16];
const image = painted(128, 96, { red: RED, green: GREEN });

function mask(id: string, [x, y, width, height]: Box) {
  const bitmap = createBitmap(128, 96);
  for (let row = y; row < y + height; row++) bitmap.data.fill(1, row * 128 + x, row * 128 + x + width);
  return { id, rle: encodeRle(bitmap), predictedIou: null };
}

const group = [mask("half", [64, 32, 16, 16]), mask("green", GREEN), mask("red", RED)] as const;

function seen(picture: RgbImage) {
  const decode = vi.fn(async () => picture);
  return { embedding: blankEmbedding(picture), image: decode, width: picture.width, height: picture.height };
}

/** How often each graph ran, by its first output: a stage's is what it hands over. */
const runs = new Map<string, number>();
beforeEach(async () => {
  const pack = await tinyPack();
  const session = await InferenceSession.create(pack.file("mllm/evaluator.onnx"));
  const prototype = Object.getPrototypeOf(session) as InferenceSession;
  await session.release();
  const run = prototype.run;
  runs.clear();
  vi.spyOn(prototype, "run").mockImplementation(async function (this: InferenceSession, feeds: unknown) {
    const name = this.outputNames[0] as string;
    runs.set(name, (runs.get(name) ?? 0) + 1);
    return (run as (feeds: unknown) => ReturnType<InferenceSession["run"]>).call(this, feeds);
  } as InferenceSession["run"]);
});
afterEach(() => vi.restoreAllMocks());

async function evaluatorOf(changes: Partial<TinyMllm>) {
  const evaluator = await loadOnnxEvaluator(await tinyPack(changes), await cpu());
  onTestFinished(() => evaluator.release());
  return evaluator;
}

async function segmenterOf(changes: Partial<TinyMllm>) {
  const segmenter = await loadOnnxSegmenter(await tinyPack(changes), await cpu());
  onTestFinished(() => segmenter.release());
  return segmenter;
}

describe("an evaluator in stages", () => {
  test.each([false, true])("scores as the one graph does, with chain of thought %s", async (cot) => {
    const whole = await evaluatorOf({});
    const staged = await evaluatorOf({ staged: true });
    for (const question of ["the red one", "the green one"]) {
      const query = { question, group, cot, ...seen(image) };
      expect(await staged.score(query)).toEqual(await whole.score(query));
    }
  });

  test("looks at an image once, at a group's masks once, and at the tokens as often as there are", async () => {
    const staged = await evaluatorOf({ staged: true });
    const picture = seen(image);
    await staged.score({ question: "the red one", group, cot: true, ...picture });
    // Three words and a colour, three scores, the end.
    expect(Object.fromEntries(runs)).toEqual({ cells: 1, judged: 1, logits: 8 });
    await staged.score({ question: "the green one", group, cot: false, ...picture });
    expect(Object.fromEntries(runs)).toEqual({ cells: 1, judged: 2, logits: 12 });
    expect(picture.image).toHaveBeenCalledTimes(1);
    await staged.score({ question: "the green one", group, cot: false, ...seen(image) });
    expect(runs.get("cells")).toBe(2);
  });

  test("each image keeps its own", async () => {
    const staged = await evaluatorOf({ staged: true });
    const other = painted(128, 96, { green: RED, red: GREEN });
    const [first, second] = [seen(image), seen(other)];
    const scores = async (picture: typeof first) =>
      (await staged.score({ question: "red", group, cot: false, ...picture })).scores;
    const before = await scores(first);
    expect(await scores(second)).not.toEqual(before);
    expect(await scores(first)).toEqual(before);
  });

  test("two groups at once share the image's run, and one that failed is tried again", async () => {
    const staged = await evaluatorOf({ staged: true });
    const picture = seen(image);
    picture.image.mockRejectedValueOnce(new Error("gone"));
    const ask = () => staged.score({ question: "red", group, cot: false, ...picture });
    await expect(ask()).rejects.toThrow("gone");
    await Promise.all([ask(), ask()]);
    expect(runs.get("cells")).toBe(1);
  });

  test("a context of a fixed group gets empty masks behind the others", async () => {
    const staged = await evaluatorOf({ staged: true, fixedGroup: 5 });
    const free = await evaluatorOf({ staged: true });
    const query = { question: "red", group, cot: false, ...seen(image) };
    const answer = await staged.score(query);
    expect(answer.scores).toEqual((await free.score(query)).scores);
    expect(answer.exchange?.prompt).toContain("2 empty masks");
  });

  test("groups may be as large as the manifest says: 15 masks in one", async () => {
    const staged = await evaluatorOf({ staged: true, evaluator: { groupSize: 15 } });
    const many = Array.from({ length: 15 }, (_, at) => mask(`m${at}`, at % 3 === 0 ? RED : GREEN));
    const { scores } = await staged.score({ question: "red", group: many, cot: false, ...seen(image) });
    expect(scores.map((score) => score > 0.5)).toEqual(many.map((_, at) => at % 3 === 0));
  });
});

describe("a segmenter in stages", () => {
  test("attends as the one graph does, and looks at an image once", async () => {
    const whole = await segmenterOf({});
    const staged = await segmenterOf({ staged: true });
    const picture = seen(image);
    for (const question of ["the red one", "the green one"]) {
      const wanted = await whole.attend({ question, ...seen(image) });
      const found = await staged.attend({ question, ...picture });
      expect(found.attention).toEqual(wanted.attention);
      expect(found.promptTokens).toEqual(wanted.promptTokens);
    }
    expect(runs.get("cells")).toBe(1);
  });

  test("sees SAM's embedding as well", async () => {
    const segmenter = await segmenterOf({ staged: true, sees: "embeddings" });
    const picture = seen(image);
    await segmenter.attend({ question: "red", ...picture });
    expect(picture.image).not.toHaveBeenCalled();
    expect(runs.get("cells")).toBe(1);
  });
});

describe("what is refused by name", () => {
  const pixels = { pixels: "pixels" };
  const context = {
    graph: "mllm/context.onnx",
    inputs: { inputIds: "input_ids", masks: "masks" },
    outputs: ["judged"],
  };

  test.each([
    [
      "a stage without the output that it hands over",
      { image: { graph: "mllm/mask-cells.onnx", inputs: pixels, outputs: ["cells", "edges"] } },
      "edges",
      "mask-cells.onnx",
    ],
    [
      "a stage with an input that is not fed",
      { context: { ...context, inputs: { masks: "masks" } } },
      "input_ids",
      "context.onnx",
    ],
    [
      "a tensor that no graph takes",
      {
        graph: "mllm/whole.onnx",
        inputs: { inputIds: "input_ids", masks: "masks", ...pixels },
        image: { graph: "mllm/cells.onnx", inputs: pixels, outputs: ["cells"] },
        context: undefined,
      },
      "No graph behind this one takes cells",
      "cells.onnx",
    ],
    [
      "a main graph that wants what nobody hands over",
      { context: undefined, inputs: { inputIds: "input_ids", masks: "masks" } },
      "no input masks",
      "evaluator.onnx",
    ],
  ] as const)("%s", async (_, changes, message, where) => {
    const { file } = await tinyPack();
    const whole = await readFile(file("mllm/evaluator.onnx"));
    const pack = tinyPack({ staged: true }, (parts) => ({
      ...parts,
      files: { ...parts.files, "mllm/whole.onnx": whole },
      evaluator: { ...parts.evaluator, ...changes } as NonNullable<typeof parts.evaluator>,
    }));
    const refused = {
      code: "model-broken",
      message: expect.stringMatching(message),
      where: expect.stringContaining(where),
    };
    await expect(checkPackGraphs(await pack)).rejects.toMatchObject(refused);
    await expect(loadOnnxEvaluator(await pack, await cpu())).rejects.toMatchObject(refused);
  });

  test("a stage's pixels of which nothing is said", async () => {
    const pack = tinyPack({ staged: true }, ({ evaluator, ...parts }) => {
      const { pixels: _, ...rest } = evaluator as NonNullable<typeof evaluator>;
      return { ...parts, evaluator: rest };
    });
    await expect(loadOnnxEvaluator(await pack, await cpu())).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining("evaluator.image.inputs.pixels"),
    });
  });
});
