import { z } from "zod";
import { filePathSchema } from "./file-path.ts";

/** How a graph's `pixels` are made of an image: resized, values / 255, then (v - mean) / std, channels first. */
export const pixelsSchema = z.strictObject({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** `centre-crop`: the shorter side fits and the middle is taken (CLIP); `pad`: the longer fits, at the top left. */
  fit: z.enum(["stretch", "centre-crop", "pad"]).default("stretch"),
  mean: z.tuple([z.number(), z.number(), z.number()]).default([0, 0, 0]),
  std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).default([1, 1, 1]),
});
export type PixelsPart = z.infer<typeof pixelsSchema>;

/** Names of the graph's inputs by role; a role that is left out is not fed. */
const imageInputs = { imageEmbeddings: z.string().optional(), pixels: z.string().optional() };
const mllmInputs = { ...imageInputs, inputIds: z.string() };

/** Names of the outputs that a stage hands to the graphs behind it, as their inputs of the same names. */
const handedOver = z.array(z.string().min(1)).min(1);

/** What depends on the image alone: run once an image, whatever is asked about it. */
const imageStageSchema = z.strictObject({
  graph: filePathSchema,
  inputs: z
    .strictObject(imageInputs)
    .refine(
      ({ imageEmbeddings, pixels }) => imageEmbeddings !== undefined || pixels !== undefined,
      "names neither imageEmbeddings nor pixels",
    ),
  outputs: handedOver,
});

/** What depends on the group of masks (and the prompt), but not on the tokens that are generated: run once a group. */
const contextStageSchema = z.strictObject({
  graph: filePathSchema,
  inputs: z.strictObject({ ...imageInputs, inputIds: z.string().optional(), masks: z.string().optional() }),
  outputs: handedOver,
});

/** A segmentation MLLM: prompt tokens and attention for a question (native-models/segmenter). */
export const segmenterPartSchema = z.strictObject({
  kind: z.literal("onnx"),
  graph: filePathSchema,
  /** A tokenizer.json of the `tokenizers` library. */
  tokenizer: filePathSchema,
  /** What is tokenised; `{question}` stands for the question. */
  prompt: z.string().default("{question}"),
  /** Longer questions are refused, by name. */
  maxTokens: z.number().int().positive().default(512),
  /** Rows and columns of the image tokens. */
  grid: z.tuple([z.number().int().positive(), z.number().int().positive()]),
  inputs: z.strictObject(mllmInputs),
  image: imageStageSchema.optional(),
  pixels: pixelsSchema.optional(),
  /** Which part of the image the grid covers; where left out what `pixels.fit` shows, without `pixels` the whole image. */
  frame: z.enum(["stretch", "centre-crop", "pad"]).optional(),
  /** Numbers of the model's layers along the output's L axis; 0..L-1 where left out. */
  exportedLayers: z.array(z.number().int().nonnegative()).optional(),
  /** Numbers of the layers that are averaged; all that are exported where empty. */
  layers: z.array(z.number().int().nonnegative()).default([]),
  outputs: z.strictObject({ promptTokens: z.string().optional(), attention: z.string() }),
});
export type SegmenterPart = z.infer<typeof segmenterPartSchema>;

/** A mask evaluator: tokens, decoded greedily, among them one score token a mask (native-models/evaluator). */
export const evaluatorPartSchema = z.strictObject({
  kind: z.literal("onnx"),
  graph: filePathSchema,
  tokenizer: filePathSchema,
  /** Prompts without and with chain of thought; `{question}` and `{count}` (masks in the group) are filled in. */
  prompts: z.strictObject({ plain: z.string(), cot: z.string().optional() }).default({ plain: "{question}" }),
  /** The most masks that one call takes. */
  groupSize: z.number().int().positive().default(5),
  /** Whether reasoning is on unless the user says otherwise. */
  cot: z.boolean().default(false),
  /** Of `graph`, which runs once a token. `masks` may be left out where `context` takes them. */
  inputs: z.strictObject({ ...mllmInputs, masks: z.string().optional() }),
  image: imageStageSchema.optional(),
  context: contextStageSchema.optional(),
  pixels: pixelsSchema.optional(),
  /** Which part of the image the masks cover as they are fed; what `pixels.fit` shows where left out. */
  frame: z.enum(["stretch", "centre-crop", "pad"]).optional(),
  /** Height and width of the masks that are fed, values 0 and 1 (area-averaged). */
  maskSize: z.tuple([z.number().int().positive(), z.number().int().positive()]),
  outputs: z.strictObject({ logits: z.string() }),
  /** Token text -> score in 0..1. */
  scoreTokens: z.record(z.string().min(1), z.number().min(0).max(1)),
  endToken: z.string().min(1),
  maxNewTokens: z.number().int().positive().default(256),
});
export type EvaluatorPart = z.infer<typeof evaluatorPartSchema>;

/** A graph of a part that runs before its main one. */
export interface Stage {
  /** The manifest's key. */
  readonly name: "image" | "context";
  readonly graph: string;
  readonly inputs: StageInputs;
  readonly outputs: readonly string[];
}

/** The names of a graph's inputs, by role. */
export interface StageInputs {
  readonly imageEmbeddings?: string | undefined;
  readonly pixels?: string | undefined;
  readonly inputIds?: string | undefined;
  readonly masks?: string | undefined;
}

interface StagedPart {
  readonly inputs: StageInputs;
  readonly image?: Omit<Stage, "name"> | undefined;
  readonly context?: Omit<Stage, "name"> | undefined;
}

/** The stages of a part, in the order in which they run before `graph`. */
export function stagesOf({ image, context }: Pick<StagedPart, "image" | "context">): readonly Stage[] {
  return [
    ...(image === undefined ? [] : [{ ...image, name: "image" as const }]),
    ...(context === undefined ? [] : [{ ...context, name: "context" as const }]),
  ];
}

/** What is wrong with the stages of a part as a whole: where (below the part), and why. */
export function stageContradictions(part: StagedPart): [path: string[], message: string][] {
  const found: [string[], string][] = [];
  const stages = stagesOf(part);
  const roles = new Set([part, ...stages].flatMap(({ inputs }) => Object.values(inputs)));
  const handed = new Set<string>();
  for (const { name, outputs } of stages) {
    for (const output of outputs) {
      if (roles.has(output)) found.push([[name, "outputs"], `${output} is the name of an input that is fed already`]);
      if (handed.has(output)) found.push([[name, "outputs"], `${output} is handed over twice`]);
      handed.add(output);
    }
  }
  return found;
}
