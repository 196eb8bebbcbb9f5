import path from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#core/errors";
import { malformedExchange } from "#native-models/evaluator";
import { chatSource } from "#native-models/segmenter";
import { clientOf, serve } from "./support.ts";

const IMAGE = path.resolve("assets/demo/images/coffee.png");
const QUESTION = "What would one stir with?";
let size = { width: 0, height: 0 };
beforeAll(async () => {
  const { width, height } = await sharp(IMAGE).metadata();
  size = { width, height };
});

const regions = (...list: unknown[]) => ({ text: JSON.stringify({ regions: list }) });

/** The most attended token's middle, as shares of the image's sides. */
function peak({ rows, cols, values }: { rows: number; cols: number; values: readonly number[] }) {
  const token = values.indexOf(Math.max(...values));
  return { x: ((token % cols) + 0.5) / cols, y: (Math.floor(token / cols) + 0.5) / rows };
}

describe("attention from a chat endpoint", () => {
  test("regions become a map over tokens, to be reranked, with what was exchanged", async () => {
    const server = await serve();
    const answer = await chatSource(await clientOf(server), IMAGE).attend({ question: QUESTION, ...size });
    const { attention } = answer;
    expect(attention.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
    expect(attention).toMatchObject({ rows: 21, cols: 32 });
    expect(answer).toMatchObject({
      seeding: { kind: "rerank" },
      promptTokens: null,
      layers: [],
      usage: { requests: 1 },
    });
    expect(answer.exchange?.prompt).toContain(QUESTION);
    expect(answer.exchange?.answers).toHaveLength(1);
  });

  test("coordinates are those of the picture that was sent, whose size the prompt tells", async () => {
    const server = await serve({ otherwise: regions({ point: [80, 10], confidence: 1 }) });
    const client = await clientOf(server, { maxSide: 100 });
    const { attention } = await chatSource(client, IMAGE).attend({ question: QUESTION, ...size });
    const height = Math.round((100 * size.height) / size.width);
    expect(server.requests[0]?.body.messages[0]?.content).toContain(`100 pixels wide and ${height} pixels high`);
    expect(Math.abs(peak(attention).x - 0.8)).toBeLessThan(1 / 32);
    expect(Math.abs(peak(attention).y - 10 / height)).toBeLessThan(1 / 21);
  });

  test("boxes are cut at the edge", async () => {
    const server = await serve({ otherwise: regions({ box: [-50, -50, 60, 60], confidence: 0.5 }) });
    const { attention } = await chatSource(await clientOf(server), IMAGE).attend({ question: QUESTION, ...size });
    expect(peak(attention).x).toBeLessThan(0.15);
    expect(peak(attention).y).toBeLessThan(0.15);
  });

  const OUT = 1e6;
  test.each<[string, { text: string }, RegExp]>([
    ["none at all", regions(), /names no region/],
    ["told twice", { text: '{"regions":[],"regions":[{"point":[1,2],"confidence":1}]}' }, /"regions" more than once/],
    ["no list", { text: '{"regions": "left"}' }, /no list of regions/],
    ["words", { text: "On the left." }, /not exactly one JSON object/],
    ["outside", regions({ point: [OUT, 0], confidence: 1 }), /region 1 lies outside the picture/],
    ["a box outside", regions({ box: [OUT, 0, OUT + 5, 5], confidence: 1 }), /lies outside/],
    ["turned round", regions({ box: [9, 0, 5, 5], confidence: 1 }), /without area/],
    ["too few numbers", regions({ box: [1, 2, 3], confidence: 1 }), /not four numbers/],
    ["a point of words", regions({ point: ["left", 2], confidence: 1 }), /not two numbers/],
    ["box and point", regions({ box: [1, 2, 3, 4], point: [1, 2], confidence: 1 }), /exactly one of/],
    ["null", regions(null), /no confidence/],
    ["no confidence", regions({ point: [1, 2] }), /no confidence from 0 to 1/],
    ["percent", regions({ point: [1, 2], confidence: 90 }), /no confidence from 0 to 1/],
    ["all unsure", regions({ point: [1, 2], confidence: 0 }), /confidence above 0/],
    ["too many", regions(...new Array(65).fill({ point: [1, 2], confidence: 1 })), /more than 64/],
  ])("%s: asked again once, then refused with what was said", async (_, otherwise, message) => {
    const server = await serve({ otherwise });
    const source = chatSource(await clientOf(server), IMAGE);
    const error = await source.attend({ question: QUESTION, ...size }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "malformed-answer", message: expect.stringMatching(message) });
    expect((error as AppError).cure).toMatch(/clicks/);
    expect(malformedExchange(error)?.exchange.answers).toEqual([otherwise.text, otherwise.text]);
    expect(server.requests.length).toBe(2);
    expect(server.requests[1]?.body.messages).toHaveLength(4);
  });

  test("the repair try may mend it", async () => {
    const server = await serve({ script: ["no-regions"] });
    const { usage } = await chatSource(await clientOf(server), IMAGE).attend({ question: QUESTION, ...size });
    expect(usage?.requests).toBe(2);
  });

  test("an image of another size than asked about is refused", async () => {
    const server = await serve();
    const call = chatSource(await clientOf(server), IMAGE).attend({ question: QUESTION, width: 5, height: 5 });
    await expect(call).rejects.toMatchObject({ code: "image-changed" });
    expect(server.requests.length).toBe(0);
  });

  test("failures of the endpoint and cancelling come through", async () => {
    const server = await serve({ otherwise: "unauthorised" });
    const source = chatSource(await clientOf(server), IMAGE);
    await expect(source.attend({ question: QUESTION, ...size })).rejects.toMatchObject({ code: "unauthorised" });
    const signal = AbortSignal.abort();
    await expect(source.attend({ question: QUESTION, ...size, signal })).rejects.toMatchObject({ code: "cancelled" });
  });
});
