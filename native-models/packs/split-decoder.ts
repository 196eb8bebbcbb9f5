import {
  floatInitializer,
  floatTensor,
  floatValue,
  missingValue,
  type OnnxGraph,
  type OnnxModel,
  pruneUnreachable,
  redirectReaders,
  renameValue,
} from "./onnx-graph.ts";

const EMBEDDING = "image_embeddings";
const NO_MASK = "onnx::Mul_1919";
const REPEATED_EMBEDDING = "/Reshape_3_output_0";
const DENSE_PROMPT = "/Add_6_output_0";
const POSITIONS = "/Unsqueeze_1_output_0";
const REPEATED_POSITIONS = "/Reshape_6_output_0";
const IMAGE_TOKENS = "/Add_7_output_0";
const BATCH_OF_IMAGE = "/Gather_2_output_0";
const BATCH_OF_PROMPTS = "/Gather_1_output_0";
const LAYER = "/transformer/layers.0";

/** What the first transformer layer makes of the image alone, by its name in the export, and shaped [1, ...]. */
const PREPARED: readonly { readonly value: string; readonly name: string; readonly dims: readonly number[] }[] = [
  { value: "/transformer/Transpose_output_0", name: "image_tokens", dims: [1, 4096, 256] },
  { value: `${LAYER}/cross_attn_token_to_image/Transpose_2_output_0`, name: "image_keys", dims: [1, 8, 16, 4096] },
  { value: `${LAYER}/cross_attn_token_to_image/Transpose_1_output_0`, name: "image_values", dims: [1, 8, 4096, 16] },
  { value: `${LAYER}/cross_attn_image_to_token/Transpose_output_0`, name: "image_queries", dims: [1, 8, 4096, 16] },
];

/** The tensors that the two halves of a split decoder hand over, in order. */
export const PREPARED_NAMES: readonly string[] = PREPARED.map(({ name }) => name);

/**
 * Splits a derived decoder, for prompts without a mask, into what depends on the image alone and what depends on the
 * prompt, so that the first part runs once an image and not once a click:
 *
 *   prepare   image_embeddings [1,256,64,64] -> image_tokens, image_keys, image_values, image_queries
 *   prompt    those and sparse [B,N,256] -> low_res [B,4,256,256], iou [B,4]
 *
 * Three edits stand behind it. The dense prompt is the constant no-mask embedding, which is what the decoder computes
 * when has_mask_input is 0. The image is not repeated for each prompt of a batch: attention broadcasts it. And the two
 * means over 64 channels become 1 x 1 convolutions with weights 1/64, which onnxruntime does ten times as fast; that
 * alone may change results, by rounding (no difference was measured). Takes two copies of the derived model and edits both in place.
 * Throws `model-broken` if it is another export.
 */
export function splitDecoder(forPrepare: OnnxModel, forPrompt: OnnxModel): void {
  for (const { graph } of [forPrepare, forPrompt]) {
    separateImage(graph);
    for (const { value, name } of PREPARED) renameValue(graph, value, name);
  }
  const prepared = PREPARED.map(({ name, dims }) => floatValue(name, dims));

  forPrepare.graph.input = [floatValue(EMBEDDING, [1, 256, 64, 64])];
  forPrepare.graph.output = prepared;
  pruneUnreachable(forPrepare.graph);

  const graph = forPrompt.graph;
  for (const node of graph.node) {
    node.output = node.output.map((name) => (PREPARED_NAMES.includes(name) ? `unused ${name}` : name));
  }
  graph.input = [...prepared, floatValue("sparse", ["batch", "tokens", 256])];
  pruneUnreachable(graph);
  meansAsConvolutions(graph);
}

/** Cuts every tie from the image to the prompt but the attention itself. */
function separateImage(graph: OnnxGraph): void {
  floatInitializer(graph, NO_MASK);
  const redirected = [
    redirectReaders(graph, REPEATED_EMBEDDING, EMBEDDING),
    redirectReaders(graph, DENSE_PROMPT, NO_MASK),
    redirectReaders(graph, REPEATED_POSITIONS, POSITIONS),
    redirectReaders(graph, BATCH_OF_IMAGE, BATCH_OF_PROMPTS),
  ];
  const index = redirected.indexOf(0);
  if (index >= 0) {
    throw missingValue([REPEATED_EMBEDDING, DENSE_PROMPT, REPEATED_POSITIONS, BATCH_OF_IMAGE][index] as string);
  }
  for (const node of graph.node) {
    // The positions have the image's shape and are constant: what is computed from the shape is folded away.
    if (node.op_type === "Shape" && node.input[0] === IMAGE_TOKENS) node.input[0] = POSITIONS;
  }
}

/** Channels of the normalisation between the two upscaling steps. */
const NORMALISED_CHANNELS = 64;
const MEAN_WEIGHTS = "mean of channels";

function meansAsConvolutions(graph: OnnxGraph): void {
  const means = graph.node.filter(
    ({ op_type, name }) => op_type === "ReduceMean" && name?.startsWith("/output_upscaling/"),
  );
  if (means.length === 0) throw missingValue("/output_upscaling/output_upscaling.1/ReduceMean");
  for (const node of means) {
    node.op_type = "Conv";
    node.input = [node.input[0] as string, MEAN_WEIGHTS];
    node.attribute = [];
  }
  const weights = new Float32Array(NORMALISED_CHANNELS).fill(1 / NORMALISED_CHANNELS);
  graph.initializer.push(floatTensor(MEAN_WEIGHTS, [1, NORMALISED_CHANNELS, 1, 1], weights));
}
