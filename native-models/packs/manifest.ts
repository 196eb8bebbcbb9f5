import { z } from "zod";

/** A file inside the pack: relative, forward slashes, no way out of the folder. */
const filePathSchema = z
  .string()
  .min(1)
  .refine(
    (file) =>
      !file.startsWith("/") && !/[\\:]/.test(file) && !file.split("/").some((part) => part === ".." || part === ""),
    "must be a relative path inside the pack, with forward slashes",
  );

const rolesSchema = z.record(z.string(), z.string());

/** `discovery`: every threshold of the candidate search. Values and sources: ARCHITECTURE.md, "Discovery". */
export const discoverySchema = z.object({
  topTokens: z.number().int().positive().default(32),
  keptTokens: z.number().int().positive().default(16),
  seeds: z.number().int().positive().default(64),
  predIou: z.number().default(0.88),
  stability: z.number().default(0.9),
  stabilityOffset: z.number().nonnegative().default(1),
  nmsIou: z.number().default(0.7),
  amgOrder: z.enum(["predicted-iou", "attention"]).default("predicted-iou"),
  amgBudget: z.number().int().positive().default(9),
  cosine: z.number().default(0.7),
  tau: z.number().default(-5),
});
export type DiscoverySettings = z.infer<typeof discoverySchema>;

export const samPartSchema = z.object({
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
    .object({ prepare: filePathSchema, prompt: filePathSchema, prepared: z.array(z.string().min(1)).min(1) })
    .optional(),
  inputs: z
    .object({
      pixels: z.string().default("input"),
      imageEmbeddings: z.string().default("image_embeddings"),
      sparse: z.string().default("sparse"),
      maskInput: z.string().default("mask_input"),
      hasMaskInput: z.string().default("has_mask_input"),
    })
    .prefault({}),
  outputs: z
    .object({
      embeddings: z.string().default("output"),
      lowRes: z.string().default("low_res"),
      iou: z.string().default("iou"),
    })
    .prefault({}),
});
export type SamPart = z.infer<typeof samPartSchema>;

const segmenterPartSchema = z.object({
  kind: z.string(),
  graph: filePathSchema,
  tokenizer: filePathSchema.optional(),
  grid: z.tuple([z.number().int().positive(), z.number().int().positive()]),
  inputs: rolesSchema.default({}),
  layers: z.array(z.number().int()).default([]),
  outputs: z.object({ promptTokens: z.string(), attention: z.string() }),
});

const evaluatorPartSchema = z.object({
  kind: z.string(),
  graph: filePathSchema.optional(),
  groupSize: z.number().int().positive().default(5),
  cot: z.boolean().default(false),
  inputs: rolesSchema.default({}),
});

/** `pack.json`, format 1 (ARCHITECTURE.md, "Model packs"). Every part may be missing; `sam` may name another pack. */
export const packManifestSchema = z
  .object({
    format: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    version: z.string().regex(/^[0-9A-Za-z.+-]+$/),
    title: z.string().min(1),
    licence: z.string().min(1),
    /** What the pack was made for, shown wherever its results are. */
    domain: z.string().min(1),
    files: z.record(
      filePathSchema,
      z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() }),
    ),
    sam: z.union([z.string().min(1), samPartSchema]).optional(),
    segmenter: segmenterPartSchema.optional(),
    evaluator: evaluatorPartSchema.optional(),
    discovery: discoverySchema.prefault({}),
  })
  .superRefine((pack, context) => {
    for (const [where, file] of referencedFiles(pack)) {
      if (file in pack.files) continue;
      context.addIssue({ code: "custom", path: where.split("."), message: `${file} is not listed under files` });
    }
  });
export type PackManifest = z.infer<typeof packManifestSchema>;

interface SamFiles {
  readonly encoder: string;
  readonly decoder: string;
  readonly prompts: string;
  readonly split?: { readonly prepare: string; readonly prompt: string } | undefined;
}

interface PackParts {
  readonly sam?: string | SamFiles | undefined;
  readonly segmenter?: { readonly graph: string; readonly tokenizer?: string | undefined } | undefined;
  readonly evaluator?: { readonly graph?: string | undefined } | undefined;
}

function referencedFiles(pack: PackParts): [where: string, file: string][] {
  const found: [string, string | undefined][] = [
    ["segmenter.graph", pack.segmenter?.graph],
    ["segmenter.tokenizer", pack.segmenter?.tokenizer],
    ["evaluator.graph", pack.evaluator?.graph],
  ];
  if (typeof pack.sam === "object") {
    found.push(["sam.encoder", pack.sam.encoder], ["sam.decoder", pack.sam.decoder], ["sam.prompts", pack.sam.prompts]);
    found.push(["sam.split.prepare", pack.sam.split?.prepare], ["sam.split.prompt", pack.sam.split?.prompt]);
  }
  return found.filter((entry): entry is [string, string] => entry[1] !== undefined);
}
