import type { Pack } from "#native-models/packs";
import type { Runtime } from "#native-models/runtime";
import type { OnnxSegmenter } from "./onnx-source.ts";

/**
 * Loads the segmenter of a pack. Throws `model-missing` for a pack without one, `model-broken` for a graph or a
 * tokenizer that is not what its manifest says, by name.
 */
export async function loadOnnxSegmenter(pack: Pack, runtime: Runtime): Promise<OnnxSegmenter> {
  // Behind a dynamic import: the process that asks an endpoint comes through this door too, and needs no onnxruntime.
  const { createOnnxSegmenter } = await import("./onnx-source.ts");
  return createOnnxSegmenter(pack, runtime);
}
