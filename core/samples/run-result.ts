import { z } from "zod";
import { discoveryTraceSchema } from "./discovery-trace.ts";
import { bboxSchema, pointSchema, rleSchema } from "./masks-and-prompts.ts";
import { evaluatorNameSchema, exchangeSchema, scoringSchema, usageSchema } from "./scoring.ts";

export const candidateSourceSchema = z.enum(["original", "semantic", "amg", "imported", "human"]);
export type CandidateSource = z.infer<typeof candidateSourceSchema>;

/** One proposed mask. `score` is the evaluator's estimate of IoU; it is null until an evaluator gave one. */
export const candidateSchema = z.object({
  id: z.string(),
  source: candidateSourceSchema,
  rle: rleSchema,
  area: z.number().int().nonnegative(),
  bbox: bboxSchema,
  /** SAM's own estimate of the mask's IoU. */
  predictedIou: z.number().nullable(),
  /** #(logit > offset) / #(logit > -offset), 0..1. */
  stability: z.number().nullable(),
  score: z.number().nullable(),
  /** 1 is best. */
  rank: z.number().int().positive(),
  reasoning: z.string().optional(),
  /** Which model an imported mask came from. */
  model: z.string().optional(),
  /** Who took over a human mask. */
  author: z.string().optional(),
  /** The step that made it: SAM's mask (1..3) and, for AMG, the seed (index into the run's seeds). */
  origin: z
    .object({
      step: z.enum(["multi-mask", "self-refinement", "amg"]),
      mask: z.number().int().min(0).max(3),
      seed: z.number().int().nonnegative().optional(),
    })
    .optional(),
});
export type Candidate = z.infer<typeof candidateSchema>;

export const seedSchema = z.object({
  x: z.number(),
  y: z.number(),
  /** Index of the image token that the seed was sampled in, row-major over the attention grid. */
  token: z.number().int().nonnegative(),
  attention: z.number(),
});
export type Seed = z.infer<typeof seedSchema>;

export const attentionSchema = z.object({
  rows: z.number().int().positive(),
  cols: z.number().int().positive(),
  /** rows x cols values, row-major, summing to 1. */
  values: z.array(z.number()),
  /**
   * Where the grid lies, in pixels of the image: a centre crop lies inside it, a padded square reaches beyond. The whole
   * image where left out.
   */
  frame: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).optional(),
});
export type Attention = z.infer<typeof attentionSchema>;

/** How many masks were left after each step of the AMG filter. */
export const funnelSchema = z.object({
  seeds: z.number().int(),
  proposed: z.number().int(),
  afterPredictedIou: z.number().int(),
  afterStability: z.number().int(),
  afterNms: z.number().int(),
  kept: z.number().int(),
});
export type Funnel = z.infer<typeof funnelSchema>;

/** Milliseconds. A step that was answered from a cache took the time of the look-up. */
export const timingsSchema = z.object({
  encode: z.number(),
  segment: z.number(),
  discover: z.number(),
  evaluate: z.number(),
  total: z.number(),
});

export const attentionSourceSchema = z.enum(["pack", "grid", "clicks", "chat"]);
export type AttentionSource = z.infer<typeof attentionSourceSchema>;

/** What `rea2seg run --json` prints and a run stores. */
export const runResultSchema = z.object({
  question: z.string(),
  image: z.object({ path: z.string(), width: z.number().int(), height: z.number().int() }),
  /** Pack id and version. */
  pack: z.string(),
  /** Whose order the ranks are; `predicted-iou` is SAM's own estimate and no answer to the question. */
  evaluator: z.string(),
  attentionSource: attentionSourceSchema,
  candidates: z.array(candidateSchema),
  seeds: z.array(seedSchema),
  attention: attentionSchema,
  funnel: funnelSchema,
  timings: timingsSchema,
  /** Execution provider that ran the models, and where the embedding came from. */
  provider: z.string(),
  embedding: z.enum(["memory", "disk", "computed"]),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Every step laid open; runs of version 0.1 have none. */
  trace: discoveryTraceSchema.optional(),
  /** Who scored what and how; runs of version 0.1 have none. */
  scoring: scoringSchema.optional(),
  /** What was asked of an endpoint about the attention: the words and the answer, for audit. */
  attentionExchange: exchangeSchema.extend({ model: z.string(), usage: usageSchema.nullable() }).optional(),
  /** Versions of the app, onnxruntime and every pack that took part, by name. */
  versions: z.record(z.string(), z.string()).optional(),
  /** The run over many samples that this result belongs to. */
  batch: z.string().optional(),
});
export type RunResult = z.infer<typeof runResultSchema>;

/** A stroke of the person's, as its corners; label 1 is the target, 0 is not. */
export const scribbleSchema = z.object({
  label: z.union([z.literal(0), z.literal(1)]),
  points: z
    .array(z.object({ x: z.number().finite(), y: z.number().finite() }))
    .min(1)
    .max(4096),
});
export type Scribble = z.infer<typeof scribbleSchema>;

export const candidateStepSchema = z.enum(["original", "semantic", "amg"]);
export type CandidateStep = z.infer<typeof candidateStepSchema>;

/** What a run starts from. Pixels of the original image. */
export const runRequestSchema = z.object({
  question: z.string().min(1).max(100_000),
  attention: attentionSourceSchema,
  points: z.array(pointSchema).max(512).default([]),
  scribbles: z.array(scribbleSchema).max(64).default([]),
  /** Pack id; the app's own choice when left out. */
  pack: z.string().optional(),
  evaluator: evaluatorNameSchema.default("predicted-iou"),
  /** Masks that the evaluator sees at once (paper: 5). */
  groupSize: z.number().int().min(1).max(15).default(5),
  /** Chain of thought; null lets the evaluator's own default decide. */
  cot: z.boolean().nullable().default(null),
  /** Ablation: sources whose candidates are left out. */
  without: z.array(candidateStepSchema).max(2).default([]),
  /** Thresholds of the discovery in the place of the pack's, by their names in pack.json. */
  overrides: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
  seed: z.number().int().nonnegative().default(0),
  /** Keep only the best K candidates; all of them when left out. */
  top: z.number().int().positive().max(15).optional(),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

/** The answer to one SAM prompt. */
export const segmentResultSchema = z.object({
  rle: rleSchema,
  area: z.number().int(),
  bbox: bboxSchema,
  predictedIou: z.number(),
  stability: z.number().nullable(),
  /** Which of SAM's four masks was chosen: 0 single, 1..3 multi-mask. */
  maskIndex: z.number().int().min(0).max(3),
  pack: z.string(),
  provider: z.string(),
  embedding: z.enum(["memory", "disk", "computed"]),
  timings: z.object({ encode: z.number(), decode: z.number(), total: z.number() }),
});
export type SegmentResult = z.infer<typeof segmentResultSchema>;
