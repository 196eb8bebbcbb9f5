import { z } from "zod";
import { bboxSchema, rleSchema } from "./masks-and-prompts.ts";

/** A rectangle in pixels of the original image; x1 and y1 are exclusive edges. */
export const regionSchema = z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() });
export type Region = z.infer<typeof regionSchema>;

/** One of the top-k attended tokens: its region's mean logit in Z, and whether the rerank kept it (paper 4.2). */
export const tokenTraceSchema = z.object({
  /** Row-major index over the attention grid. */
  token: z.number().int().nonnegative(),
  /** The part of the token's cell that lies inside the image. */
  region: regionSchema,
  attention: z.number(),
  /** Mean of Z over the region; null where the source skips the rerank (grid, clicks). */
  meanLogit: z.number().nullable(),
  kept: z.boolean(),
});
export type TokenTrace = z.infer<typeof tokenTraceSchema>;

/** SAM's answer to the prompt tokens in single-mask mode: the initial mask, Z > 0. */
export const initialPredictionSchema = z.object({
  /** `most-attended-point`: the source has no prompt token, so SAM was asked at that point instead. */
  prompt: z.enum(["prompt-tokens", "most-attended-point"]),
  point: z.object({ x: z.number(), y: z.number() }).nullable(),
  /** Which of SAM's four masks is the single one: 0, or a multi-mask where SAM's own rule says so. */
  maskIndex: z.number().int().min(0).max(3),
  rle: rleSchema,
  area: z.number().int().nonnegative(),
  bbox: bboxSchema,
  predictedIou: z.number(),
  stability: z.number().nullable(),
});
export type InitialPrediction = z.infer<typeof initialPredictionSchema>;

/** Z for a screen: means over a coarse grid of the whole image, linearly mapped from [min, max] to bytes 0..255. */
export const logitMapSchema = z.object({
  rows: z.number().int().positive(),
  cols: z.number().int().positive(),
  min: z.number(),
  max: z.number(),
  /** rows x cols bytes, row-major, base64. */
  data: z.string(),
});
export type LogitMap = z.infer<typeof logitMapSchema>;

/** The cosine graph over the seeds, and its densest part. Vertices are indices into the run's `seeds`. */
export const seedGraphSchema = z.object({
  cosine: z.number(),
  /** Pairs i < j whose features' cosine similarity is above `cosine`. */
  edges: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Core number of each seed. */
  coreness: z.array(z.number().int()),
  /** The largest k with a k-core. */
  k: z.number().int(),
  /** The k-core's seeds: the foreground points. */
  core: z.array(z.number().int()),
  /** True if k < 2, so that all seeds were taken. */
  fellBack: z.boolean(),
});
export type SeedGraph = z.infer<typeof seedGraphSchema>;

/** The negative point of the self-refinement. */
export const backgroundPointSchema = z.object({
  x: z.number(),
  y: z.number(),
  logit: z.number(),
  attention: z.number(),
  /** `most-attended`: among the pixels with Z < tau; `lowest-logit`: none had it. */
  rule: z.enum(["most-attended", "lowest-logit"]),
});
export type BackgroundPoint = z.infer<typeof backgroundPointSchema>;

export const casualtyReasonSchema = z.enum([
  /** Not above the threshold. */
  "predicted-iou",
  /** Below the threshold. */
  "stability",
  /** No logit above -offset: stability is 0/0. */
  "empty",
  /** Covers a negative click. */
  "negative-click",
  /** Equal, pixel for pixel, to a mask that stays. */
  "duplicate",
  /** Its box overlaps a better one's by more than nmsIou. */
  "nms",
  /** Beyond amgBudget. */
  "budget",
]);
export type CasualtyReason = z.infer<typeof casualtyReasonSchema>;

/** A mask that AMG proposed and a filter dropped. */
export const casualtySchema = z.object({
  seed: z.number().int().nonnegative(),
  /** SAM's multi-mask, 1..3. */
  mask: z.number().int().min(1).max(3),
  reason: casualtyReasonSchema,
  predictedIou: z.number(),
  /** Null where the filter before it already dropped the mask, or for 0/0. */
  stability: z.number().nullable(),
  /** Id of the original or semantic candidate, or "seed:mask" of the AMG mask, that it had to give way to. */
  gaveWayTo: z.string().optional(),
});
export type Casualty = z.infer<typeof casualtySchema>;

/** Masks of the original and semantic steps that equal an earlier candidate, have no pixel or cover a negative click. */
export const droppedMaskSchema = z.object({
  source: z.enum(["original", "semantic"]),
  mask: z.number().int().min(1).max(3),
  reason: z.enum(["duplicate", "empty", "negative-click"]),
  gaveWayTo: z.string().optional(),
});
export type DroppedMask = z.infer<typeof droppedMaskSchema>;

/** Every step of the candidate discovery (paper 4.2), laid open. */
export const discoveryTraceSchema = z.object({
  /** The top-k tokens by falling attention, dropped ones among them. */
  tokens: z.array(tokenTraceSchema),
  initial: initialPredictionSchema,
  logits: logitMapSchema,
  /** Null where semantic candidates were left out by request. */
  graph: seedGraphSchema.nullable(),
  background: backgroundPointSchema.nullable(),
  casualties: z.array(casualtySchema),
  dropped: z.array(droppedMaskSchema),
  /** The sources that were left out by request (ablation). */
  without: z.array(z.enum(["original", "semantic", "amg"])),
  /** Attention of single layers, where the pack gives them: the model's layer number and rows x cols values. */
  layers: z.array(z.object({ layer: z.number().int(), values: z.array(z.number()) })),
  /** What a person should know of how a step went, in words. */
  notes: z.array(z.string()),
});
export type DiscoveryTrace = z.infer<typeof discoveryTraceSchema>;
