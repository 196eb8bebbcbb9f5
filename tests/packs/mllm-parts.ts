import type { PackManifestFile, PromptConstants } from "#native-models/packs";
import { contextGraph, type EvaluatorFault, evaluatorGraph, JUDGED } from "./mllm-evaluator.ts";
import { type SegmenterFault, segmenterGraph } from "./mllm-segmenter.ts";
import { CELLS, cellsGraph, type Sight } from "./mllm-sight.ts";
import { MARKS, SCORE_STEPS, scoreToken, tokenizerJson } from "./mllm-vocabulary.ts";
import type { TinyParts } from "./tiny-pack.ts";

export type TinySegmenterPart = NonNullable<PackManifestFile["segmenter"]>;
export type TinyEvaluatorPart = NonNullable<PackManifestFile["evaluator"]>;

/** How the two models of a pack see, and what is changed about them. */
export interface TinyMllm {
  /** `pixels`: an own picture, padded at the right and the bottom as SAM1's. `embeddings`: what SAM2 made of the image, stretched. */
  readonly sees: "pixels" | "embeddings";
  /** Of the SAM that takes the prompt token. */
  readonly constants: PromptConstants;
  readonly segmenter?: Partial<TinySegmenterPart>;
  readonly evaluator?: Partial<TinyEvaluatorPart>;
  readonly headless?: boolean;
  /** What depends on the image, and on the group of masks, in graphs of its own. */
  readonly staged?: boolean;
  readonly fixedGroup?: number;
  readonly faults?: { readonly segmenter?: SegmenterFault; readonly evaluator?: EvaluatorFault };
}

/** Numbers of the tiny segmenter's layers in the model that it would be of, and those that are averaged. */
export const EXPORTED_LAYERS = [14, 22, 30] as const;
export const AVERAGED_LAYERS = [22, 30] as const;

const SIDE = 128;
const FORMS = {
  pixels: { grid: [16, 16], maskSize: [32, 32], role: { pixels: "pixels" } },
  embeddings: { grid: [16, 32], maskSize: [64, 64], role: { imageEmbeddings: "image_embeddings" } },
} as const;

/** A tiny segmenter and a tiny evaluator with their tokenizer: what `writeTinyPack` takes as its parts. */
export function tinyMllmParts(mllm: TinyMllm): TinyParts {
  const { constants, headless, fixedGroup, faults, staged = false } = mllm;
  const { grid, maskSize, role } = FORMS[mllm.sees];
  const sight: Sight =
    mllm.sees === "pixels" ? { role: "pixels", width: SIDE, height: SIDE } : { role: "image_embeddings" };
  const pixels = mllm.sees === "pixels" ? { pixels: { width: SIDE, height: SIDE, fit: "pad" as const } } : {};
  const segmenter: TinySegmenterPart = {
    kind: "onnx",
    graph: "mllm/segmenter.onnx",
    tokenizer: "mllm/tokenizer.json",
    prompt: "segment {question}",
    maxTokens: 64,
    grid: [...grid],
    inputs: { ...role, inputIds: "input_ids" },
    ...pixels,
    frame: mllm.sees === "pixels" ? "pad" : "stretch",
    exportedLayers: [...EXPORTED_LAYERS],
    layers: [...AVERAGED_LAYERS],
    outputs: { promptTokens: "prompt_tokens", attention: "attention" },
    ...(staged
      ? { inputs: { inputIds: "input_ids" }, image: { graph: "mllm/cells.onnx", inputs: role, outputs: [CELLS] } }
      : {}),
    ...mllm.segmenter,
  };
  const evaluator: TinyEvaluatorPart = {
    kind: "onnx",
    graph: "mllm/evaluator.onnx",
    tokenizer: "mllm/tokenizer.json",
    prompts: {
      plain: `{question} {count} ${MARKS.answer}`,
      cot: `${MARKS.think} {question} {count} ${MARKS.answer}`,
    },
    groupSize: 5,
    inputs: { ...role, inputIds: "input_ids", masks: "masks" },
    ...pixels,
    maskSize: [...maskSize],
    outputs: { logits: "logits" },
    scoreTokens: Object.fromEntries(
      Array.from({ length: SCORE_STEPS + 1 }, (_, step) => [scoreToken(step), step / SCORE_STEPS]),
    ),
    endToken: MARKS.end,
    maxNewTokens: 32,
    ...(staged ? stagesOfEvaluator(role) : {}),
    ...mllm.evaluator,
  };
  const seen = { ...sight, handed: staged };
  const tinyEvaluator = { sight: seen, maskSize, ...(fixedGroup === undefined ? {} : { fixedGroup }) };
  const files = {
    "mllm/segmenter.onnx": segmenterGraph({
      grid,
      sight: seen,
      constants,
      ...(headless === undefined ? {} : { headless }),
      ...(faults?.segmenter === undefined ? {} : { fault: faults.segmenter }),
    }),
    "mllm/evaluator.onnx": evaluatorGraph({
      ...tinyEvaluator,
      judged: staged,
      ...(faults?.evaluator === undefined ? {} : { fault: faults.evaluator }),
    }),
    "mllm/tokenizer.json": tokenizerJson(),
    ...(staged
      ? {
          "mllm/cells.onnx": cellsGraph(sight, grid),
          "mllm/mask-cells.onnx": cellsGraph(sight, maskSize),
          "mllm/context.onnx": contextGraph(tinyEvaluator),
        }
      : {}),
  };
  return { segmenter, evaluator, files };
}

function stagesOfEvaluator(role: { readonly pixels?: string; readonly imageEmbeddings?: string }) {
  return {
    inputs: { inputIds: "input_ids" },
    image: { graph: "mllm/mask-cells.onnx", inputs: role, outputs: [CELLS] },
    context: {
      graph: "mllm/context.onnx",
      inputs: { inputIds: "input_ids", masks: "masks" },
      outputs: [JUDGED],
    },
  };
}
