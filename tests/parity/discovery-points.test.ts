import { readFile } from "node:fs/promises";
import path from "node:path";
import * as ort from "onnxruntime-node";
import { beforeAll, expect, test } from "vitest";
import {
  extractPromptConstants,
  findMinisam,
  floatValue,
  type PromptConstants,
  parseOnnx,
  pruneUnreachable,
  serializeOnnx,
} from "#native-models/packs";
import { embedPoints, type PromptPoint, promptPoints, samGeometry } from "#native-models/sam";

/** Prompt tokens against the untouched export's own point embedding: every label, and the orders of both families. */
let graph: ort.InferenceSession;
let constants: PromptConstants;

beforeAll(async () => {
  const file = path.join(findMinisam(), "dist", "sam.onnx");
  const model = parseOnnx(await readFile(file), file);
  constants = extractPromptConstants(model);
  model.graph.output = [floatValue("/Add_5_output_0", [1, "tokens", 256])];
  model.graph.input = model.graph.input.filter(({ name }) => name?.startsWith("point_"));
  pruneUnreachable(model.graph);
  graph = await ort.InferenceSession.create(serializeOnnx(model));
});

async function graphTokens(points: readonly PromptPoint[]): Promise<Float32Array> {
  const coords = Float32Array.from(points.flatMap(({ x, y }) => [x, y]));
  const answer = await graph.run({
    point_coords: new ort.Tensor("float32", coords, [1, points.length, 2]),
    point_labels: new ort.Tensor("float32", Float32Array.from(points.map(({ label }) => label)), [1, points.length]),
  });
  return answer["/Add_5_output_0"]?.data as Float32Array;
}

async function largestDifference(points: readonly PromptPoint[]): Promise<number> {
  const ours = embedPoints(points, constants);
  const expected = await graphTokens(points);
  expect(ours.length).toBe(expected.length);
  return ours.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (expected[i] as number))), 0);
}

/** Corners, borders, the middle, and places between pixels. */
const PLACES = [
  [0, 0],
  [1024, 1024],
  [1023.5, 0.25],
  [512, 512],
  [333.333, 777.125],
] as const;

test.each([0, 1, 2, 3, -1] as const)("label %i, alone", async (label) => {
  for (const [x, y] of PLACES) expect(await largestDifference([{ x, y, label }])).toBeLessThanOrEqual(2e-5);
});

const POINTS = [
  { x: 100, y: 50, label: 1 },
  { x: 599.5, y: 0.5, label: 0 },
] as const;
const BOX = { x0: 10, y0: 20, x1: 600, y1: 399 };

test.each([
  { family: "sam1", box: null, labels: [1, 0, -1] },
  { family: "sam1", box: BOX, labels: [1, 0, 2, 3] },
  { family: "sam2", box: null, labels: [1, 0, -1] },
  { family: "sam2", box: BOX, labels: [2, 3, 1, 0, -1] },
] as const)("$family's order $labels, all at once", async ({ family, box, labels }) => {
  const tokens = promptPoints(POINTS, box, samGeometry(family, 600, 400));
  expect(tokens.map(({ label }) => label)).toEqual(labels);
  expect(await largestDifference(tokens)).toBeLessThanOrEqual(2e-5);
});
