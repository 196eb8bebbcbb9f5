import { describe, expect, onTestFinished, test } from "vitest";
import { createBitmap, encodeRle } from "#core/masks";
import { loadOnnxEvaluator, malformedExchange, type OnnxEvaluator } from "#native-models/evaluator";
import type { Pack } from "#native-models/packs";
import { loadSam } from "#native-models/sam";
import { MARKS } from "../../packs/mllm-vocabulary.ts";
import { type Box, blankEmbedding, cpu, painted, tinyPack } from "./support.ts";

const RED: Box = [64, 32, 32, 16];
const GREEN: Box = [16, 64, 16, 16];
const image = painted(128, 96, { red: RED, green: GREEN });

function mask(id: string, [x, y, width, height]: Box) {
  const bitmap = createBitmap(128, 96);
  for (let row = y; row < y + height; row++) bitmap.data.fill(1, row * 128 + x, row * 128 + x + width);
  return { id, rle: encodeRle(bitmap), predictedIou: null };
}

/** The red card, its left half, the green card, everything. */
const group = [
  mask("half", [64, 32, 16, 16]),
  mask("green", GREEN),
  mask("red", RED),
  mask("all", [0, 0, 128, 96]),
] as const;

const query = (question: string, masks: Parameters<OnnxEvaluator["score"]>[0]["group"] = group, cot = false) => ({
  question,
  group: masks,
  cot,
  embedding: blankEmbedding(image),
  image: async () => image,
});

async function evaluatorOf(pack: Promise<Pack>): Promise<OnnxEvaluator> {
  const evaluator = await loadOnnxEvaluator(await pack, await cpu());
  onTestFinished(() => evaluator.release());
  return evaluator;
}

describe("scores of a graph", () => {
  test("one a mask, in the group's order, by image, question and mask", async () => {
    const evaluator = await evaluatorOf(tinyPack());
    const red = await evaluator.score(query("the red one"));
    const [half, green, whole, all] = red.scores as [number, number, number, number];
    expect(whole).toBeGreaterThan(half);
    expect(half).toBeGreaterThan(all);
    expect(green).toBe(0);
    // Inside, the match is w = 2 (230 - 20 - 20) / 255 - 0.5 = 0.99: w for the whole, (w/2) / (1/2 + w - w/2) for the half.
    expect([whole, half]).toEqual([1, 0.5]);
    const greenAsked = await evaluator.score(query("the green one"));
    expect(greenAsked.scores[1]).toBe(0.85);
    expect(greenAsked.scores[2]).toBe(0);
    const turned = await evaluator.score(query("the red one", [...group].reverse()));
    expect(turned.scores).toEqual([...red.scores].reverse());
    expect(red).toMatchObject({ reasoning: null, usage: null, cached: false });
  });

  test("what was asked and answered is told word for word", async () => {
    const evaluator = await evaluatorOf(tinyPack());
    const { exchange } = await evaluator.score(query("Which {count} is red?", group.slice(2, 3)));
    expect(exchange).toEqual({ prompt: `Which {count} is red? 1 ${MARKS.answer}`, images: [], answers: ["<s20>"] });
  });

  test("with chain of thought its words come first, and the scores are the same", async () => {
    const evaluator = await evaluatorOf(tinyPack());
    const plain = await evaluator.score(query("the green one"));
    const thought = await evaluator.score(query("the green one", group, true));
    expect(thought.reasoning).toBe("the target is green");
    expect(thought.scores).toEqual(plain.scores);
    expect(thought.exchange?.answers).toEqual([
      `the target is green ${plain.scores.map((score) => `<s${Math.round(score * 20)}>`).join(" ")}`,
    ]);
  });

  test("a graph of a fixed group gets empty masks behind the others, and the exchange says so", async () => {
    const free = await evaluatorOf(tinyPack());
    const fixed = await evaluatorOf(tinyPack({ fixedGroup: 5 }));
    const asked = query("red");
    const answer = await fixed.score(asked);
    expect(answer.scores).toEqual((await free.score(asked)).scores);
    expect(answer.exchange?.prompt).toContain("[and 1 empty mask: the graph takes a fixed number]");
  });

  test("masks follow the picture: what pad adds is nobody's", async () => {
    const evaluator = await evaluatorOf(tinyPack());
    const tall = painted(60, 240, { red: [10, 180, 40, 40] });
    const bitmap = createBitmap(60, 240);
    for (let row = 180; row < 220; row++) bitmap.data.fill(1, row * 60 + 10, row * 60 + 50);
    const right = { id: "right", rle: encodeRle(bitmap), predictedIou: null };
    const { scores } = await evaluator.score({
      ...query("red", [right]),
      embedding: blankEmbedding(tall),
      image: async () => tall,
    });
    expect(scores[0]).toBeGreaterThanOrEqual(0.6);
  });

  test("the manifest may say how masks lie over a graph that has no picture of its own", async () => {
    // A padded square: the mask of the whole image fills the upper half of its plane, as SAM1's embedding would show it.
    const scores = async (frame: "stretch" | "pad") => {
      const evaluator = await evaluatorOf(tinyPack({ sees: "embeddings", evaluator: { frame } }));
      const wide = { width: 128, height: 64 };
      const pack = await tinyPack();
      const sam = await loadSam(pack, await cpu());
      onTestFinished(() => sam.release());
      const embedding = await sam.encode(painted(128, 64, { red: [0, 0, 128, 64] }));
      const bitmap = createBitmap(wide.width, wide.height);
      bitmap.data.fill(1);
      const all = { id: "all", rle: encodeRle(bitmap), predictedIou: null };
      return (await evaluator.score({ ...query("red", [all]), embedding })).scores[0] as number;
    };
    expect(await scores("pad")).toBeGreaterThan(0.9);
    expect(await scores("stretch")).toBeLessThan(0.6);
  });

  test("a graph that reads SAM's embedding needs no pixels", async () => {
    const pack = await tinyPack({ sees: "embeddings" });
    const evaluator = await evaluatorOf(Promise.resolve(pack));
    const sam = await loadSam(pack, await cpu());
    onTestFinished(() => sam.release());
    const embedding = await sam.encode(image);
    const decoded = () => Promise.reject(new Error("decoded for nothing"));
    const { scores } = await evaluator.score({ ...query("red"), embedding, image: decoded });
    const [half, green, whole, all] = scores as [number, number, number, number];
    expect(whole).toBeGreaterThan(Math.max(half, green, all));
    expect(whole).toBeGreaterThan(0.6);
  });
});

describe("answers that are none", () => {
  test.each([
    ["one score short", "holds 3 scores for 4 masks"],
    ["one score more", "holds 5 scores for 4 masks"],
    ["never ends", "did not end within 32 tokens"],
  ] as const)("%s", async (fault, message) => {
    const evaluator = await evaluatorOf(tinyPack({ faults: { evaluator: fault } }));
    const error = await evaluator.score(query("red")).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "malformed-answer",
      message: expect.stringContaining(message),
      where: "tiny@1.0.0",
    });
    const { exchange } = malformedExchange(error) ?? {};
    expect(exchange?.prompt).toBe(`red 4 ${MARKS.answer}`);
    expect(exchange?.answers[0]?.split(" ").length).toBe(
      fault === "never ends" ? 32 : fault === "one score more" ? 5 : 3,
    );
  });

  test("an answer that ends with its last allowed token is one", async () => {
    const enough = await evaluatorOf(tinyPack({ evaluator: { maxNewTokens: 5 } }));
    expect((await enough.score(query("red"))).scores).toHaveLength(4);
    const short = await evaluatorOf(tinyPack({ evaluator: { maxNewTokens: 4 } }));
    await expect(short.score(query("red"))).rejects.toMatchObject({ code: "malformed-answer" });
  });

  test.each([
    ["nan", "logits holds NaN"],
    ["logits of one token", `[1, 1, `],
  ] as const)("logits: %s", async (fault, message) => {
    const evaluator = await evaluatorOf(tinyPack({ faults: { evaluator: fault } }));
    await expect(evaluator.score(query("red"))).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining(message),
      where: expect.stringContaining("evaluator.onnx"),
    });
  });
});

describe("what is refused by name", () => {
  test.each([
    ["no mask", []],
    ["more masks than the pack takes", [...group, ...group]],
  ] as const)("%s", async (_, masks) => {
    const evaluator = await evaluatorOf(tinyPack());
    await expect(evaluator.score(query("red", masks))).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("takes 1 to 5"),
    });
  });

  test("more masks than the graph is made for", async () => {
    const evaluator = await evaluatorOf(tinyPack({ fixedGroup: 3 }));
    await expect(evaluator.score(query("red"))).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("takes 1 to 3"),
    });
  });

  test("a mask of another image", async () => {
    const evaluator = await evaluatorOf(tinyPack());
    const other = { id: "other", rle: encodeRle(createBitmap(96, 128)), predictedIou: null };
    await expect(evaluator.score(query("red", [...group, other]))).rejects.toMatchObject({
      code: "bad-input",
      where: "other",
    });
  });

  test("a chain of thought that the pack has no prompt for", async () => {
    const evaluator = await evaluatorOf(tinyPack({ evaluator: { prompts: { plain: "{question} {count} <answer>" } } }));
    await expect(evaluator.score(query("red", group, true))).rejects.toMatchObject({
      code: "unsupported",
      where: "cot",
    });
  });

  test("a call that was cancelled, between two tokens", async () => {
    const evaluator = await evaluatorOf(tinyPack());
    const controller = new AbortController();
    const aborting = query("red");
    const seen = async () => {
      // The first token's run is under way when this turn of the event loop comes.
      setImmediate(() => setImmediate(() => controller.abort()));
      return image;
    };
    await expect(evaluator.score({ ...aborting, image: seen, signal: controller.signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  test.each([
    ["a score token", { scoreTokens: { "<s99>": 1 } }, "<s99>"],
    ["the end token", { endToken: "<stop>" }, "<stop>"],
  ] as const)("%s that the tokenizer lacks", async (_, evaluator, token) => {
    await expect(evaluatorOf(tinyPack({ evaluator }))).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining(token),
      where: expect.stringContaining("tokenizer.json"),
    });
  });

  test("masks of another size than the graph's", async () => {
    await expect(evaluatorOf(tinyPack({ evaluator: { maskSize: [16, 32] } }))).rejects.toMatchObject({
      code: "model-broken",
      message: expect.stringContaining("masks"),
    });
  });

  test("a tokenizer file that is none", async () => {
    const pack = tinyPack({}, (parts) => ({ ...parts, files: { ...parts.files, "mllm/tokenizer.json": "{}" } }));
    await expect(evaluatorOf(pack)).rejects.toMatchObject({
      code: "model-broken",
      where: expect.stringContaining("tokenizer.json"),
    });
  });

  test("a pack without an evaluator", async () => {
    const pack = tinyPack({}, ({ segmenter, files }) => ({ segmenter, files: files ?? {} }));
    await expect(evaluatorOf(pack)).rejects.toMatchObject({ code: "model-missing" });
  });
});
