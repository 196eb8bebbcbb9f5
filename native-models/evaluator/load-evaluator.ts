import type { Pack } from "#native-models/packs";
import type { Runtime } from "#native-models/runtime";
import type { OnnxEvaluator } from "./onnx-evaluator.ts";

/**
 * Loads the evaluator of a pack. Throws `model-missing` for a pack without one, `model-broken` for a graph or a
 * tokenizer that is not what its manifest says, by name.
 */
export async function loadOnnxEvaluator(pack: Pack, runtime: Runtime): Promise<OnnxEvaluator> {
  // Behind a dynamic import: the process that asks an endpoint comes through this door too, and needs no onnxruntime.
  const { createOnnxEvaluator } = await import("./onnx-evaluator.ts");
  return createOnnxEvaluator(pack, runtime);
}
