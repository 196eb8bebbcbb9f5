import { z } from "zod";
import { DOMAIN_DETECTORS } from "#native-models/domain";
import { filePathSchema } from "./file-path.ts";
import {
  type EvaluatorPart,
  evaluatorPartSchema,
  type SegmenterPart,
  segmenterPartSchema,
  stageContradictions,
  stagesOf,
} from "./mllm-parts.ts";
import { discoveryOverridesSchema, discoverySettings, PRESET_NAMES } from "./presets.ts";

export const samPartSchema = z.strictObject({
  family: z.enum(["sam1", "sam2"]),
  encoder: filePathSchema,
  decoder: filePathSchema,
  /** Constants of the prompt encoder, see prompt-constants.ts. */
  prompts: filePathSchema,
  /**
   * The decoder for prompts without a mask, in two parts: `prepare` runs once an image and hands the tensors named
   * `prepared` to `prompt`, which takes them and the sparse tokens. Left out, `decoder` answers every prompt.
   */
  split: z
    .strictObject({ prepare: filePathSchema, prompt: filePathSchema, prepared: z.array(z.string().min(1)).min(1) })
    .optional(),
  inputs: z
    .strictObject({
      pixels: z.string().default("input"),
      imageEmbeddings: z.string().default("image_embeddings"),
      sparse: z.string().default("sparse"),
      maskInput: z.string().default("mask_input"),
      hasMaskInput: z.string().default("has_mask_input"),
      /** SAM2 alone: the decoder's inputs for the high-resolution features, [1,32,256,256] and [1,64,128,128]. */
      highRes: z.tuple([z.string(), z.string()]).default(["high_res_feats_0", "high_res_feats_1"]),
    })
    .prefault({}),
  outputs: z
    .strictObject({
      embeddings: z.string().default("output"),
      lowRes: z.string().default("low_res"),
      iou: z.string().default("iou"),
      /** SAM2 alone: the encoder's outputs for the same. */
      highRes: z.tuple([z.string(), z.string()]).default(["high_res_feats_0", "high_res_feats_1"]),
    })
    .prefault({}),
});
export type SamPart = z.infer<typeof samPartSchema>;

/**
 * `pack.json`, format 1 (docs/packs.md). Every part may be missing; `sam` may name another pack. No object
 * takes a key that is not here: a misspelt one would leave its default in force without a word.
 */
export const packManifestSchema = z
  .strictObject({
    format: z.literal(1),
    id: z
      .string()
      .max(64)
      .regex(/^[a-z0-9][a-z0-9-]*$/),
    version: z
      .string()
      .max(64)
      .regex(/^[0-9A-Za-z](?:[0-9A-Za-z.+-]*[0-9A-Za-z])?$/),
    title: z.string().min(1),
    licence: z.string().min(1),
    /** What the pack was made for, shown wherever its results are. */
    domain: z.string().min(1),
    /** How the app tells pictures of that domain by itself; the pack is then taken for them without being named. */
    domainDetector: z.enum(DOMAIN_DETECTORS).optional(),
    files: z.record(
      filePathSchema,
      z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() }),
    ),
    sam: z.union([z.string().min(1), samPartSchema]).optional(),
    segmenter: segmenterPartSchema.optional(),
    evaluator: evaluatorPartSchema.optional(),
    /** The paper's thresholds for a family of models; `discovery` overrides single values. See presets.ts. */
    preset: z.enum(PRESET_NAMES).optional(),
    discovery: discoveryOverridesSchema.default({}),
  })
  .superRefine((pack, context) => {
    for (const [where, file] of referencedFiles(pack)) {
      if (Object.hasOwn(pack.files, file)) continue;
      context.addIssue({ code: "custom", path: where.split("."), message: `${file} is not listed under files` });
    }
    for (const [path, message] of contradictions(pack)) context.addIssue({ code: "custom", path, message });
  })
  .transform((pack) => ({ ...pack, discovery: discoverySettings(pack.preset, pack.discovery) }));
export type PackManifest = z.infer<typeof packManifestSchema>;
/** As it is written in a file: what has a default may be left out. */
export type PackManifestFile = z.input<typeof packManifestSchema>;

/** What each value allows and all together do not. */
function contradictions(pack: {
  readonly id: string;
  readonly sam?: unknown;
  readonly files: Readonly<Record<string, unknown>>;
  readonly segmenter?: SegmenterPart | undefined;
  readonly evaluator?: EvaluatorPart | undefined;
}): [path: string[], message: string][] {
  const found: [string[], string][] = [];
  if (typeof pack.sam === "string" && pack.sam.split("@")[0] === pack.id) {
    const message = `${pack.sam} is the pack's own id; sam names another pack, or describes the SAM that this one carries`;
    found.push([["sam"], message]);
  }
  const names = new Set<string>();
  for (const file of Object.keys(pack.files)) {
    const plain = file.toLowerCase();
    if (plain === "pack.json") found.push([["files", file], "pack.json cannot list itself"]);
    if (names.has(plain)) found.push([["files", file], `${file} differs from another file by its case alone`]);
    names.add(plain);
  }
  for (const plain of names) {
    for (let slash = plain.indexOf("/"); slash >= 0; slash = plain.indexOf("/", slash + 1)) {
      if (!names.has(plain.slice(0, slash))) continue;
      found.push([["files", plain], `${plain} lies in a folder that is listed as a file`]);
    }
  }
  for (const name of ["segmenter", "evaluator"] as const) {
    const part = pack[name];
    if (part === undefined) continue;
    for (const [path, message] of stageContradictions(part)) found.push([[name, ...path], message]);
  }
  const { evaluator } = pack;
  if (evaluator !== undefined && (evaluator.inputs.masks ?? evaluator.context?.inputs.masks) === undefined) {
    found.push([["evaluator", "inputs"], "no graph takes the masks: name them here or in context.inputs"]);
  }
  const { layers = [], exportedLayers } = pack.segmenter ?? {};
  const unknown = layers.find((layer) => exportedLayers !== undefined && !exportedLayers.includes(layer));
  if (unknown !== undefined) {
    found.push([
      ["segmenter", "layers"],
      `layer ${unknown} is not among exportedLayers (${exportedLayers?.join(", ")})`,
    ]);
  }
  if (exportedLayers !== undefined && new Set(exportedLayers).size !== exportedLayers.length) {
    found.push([["segmenter", "exportedLayers"], "a layer is named twice"]);
  }
  return found;
}

interface SamFiles {
  readonly encoder: string;
  readonly decoder: string;
  readonly prompts: string;
  readonly split?: { readonly prepare: string; readonly prompt: string } | undefined;
}

interface PackParts {
  readonly sam?: string | SamFiles | undefined;
  readonly segmenter?: SegmenterPart | undefined;
  readonly evaluator?: EvaluatorPart | undefined;
}

function referencedFiles(pack: PackParts): [where: string, file: string][] {
  const found: [string, string | undefined][] = [];
  for (const name of ["segmenter", "evaluator"] as const) {
    const part = pack[name];
    if (part === undefined) continue;
    found.push([`${name}.graph`, part.graph], [`${name}.tokenizer`, part.tokenizer]);
    for (const stage of stagesOf(part)) found.push([`${name}.${stage.name}.graph`, stage.graph]);
  }
  if (typeof pack.sam === "object") {
    found.push(["sam.encoder", pack.sam.encoder], ["sam.decoder", pack.sam.decoder], ["sam.prompts", pack.sam.prompts]);
    found.push(["sam.split.prepare", pack.sam.split?.prepare], ["sam.split.prompt", pack.sam.split?.prompt]);
  }
  return found.filter((entry): entry is [string, string] => entry[1] !== undefined);
}
