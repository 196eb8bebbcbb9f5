import { z } from "zod";

export const evaluatorNameSchema = z.enum(["pack", "chat", "predicted-iou", "random", "oracle"]);
export type EvaluatorName = z.infer<typeof evaluatorNameSchema>;

/**
 * How a mask is shown to a chat evaluator: `binary` white on black beside the image (the paper), `overlay` and
 * `contour` on the image, `crop` the mask's surroundings with its contour, beside the image.
 */
export const maskStyleSchema = z.enum(["binary", "overlay", "contour", "crop"]);
export type MaskStyle = z.infer<typeof maskStyleSchema>;

/** A query is part of some addresses (`?api-version=`); a password never is. */
function holdsNoSecret(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === "" && password === "";
}

/** An OpenAI-compatible chat endpoint. The key is no part of it: it lives in the keychain or the environment. */
export const endpointSchema = z.object({
  /** Base address, up to and including /v1. It is stored and shown, so it may hold no secret. */
  url: z
    .url({ protocol: /^https?$/ })
    .refine(holdsNoSecret, "must hold no user name and no password: give the key in its own field"),
  model: z.string().min(1).max(200),
  maskStyle: maskStyleSchema.default("binary"),
  /** Longest side (pixels) of the pictures that are sent. */
  maxSide: z.number().int().min(64).max(4096).default(1024),
  /** Requests under way at once. */
  concurrency: z.number().int().min(1).max(64).default(2),
  timeoutSeconds: z.number().min(1).max(3600).default(120),
  /** Further tries after 429, 5xx and broken connections. */
  retries: z.number().int().min(0).max(20).default(4),
  maxTokens: z.number().int().min(16).max(131_072).default(2048),
  temperature: z.number().min(0).max(2).default(0),
  /** Price of a million tokens, in whatever currency; null where unknown: then no cost is told. */
  price: z.object({ input: z.number().nonnegative(), output: z.number().nonnegative() }).nullable().default(null),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** Tokens as the endpoint counted them; `cost` by the endpoint's price, null without one. */
export const usageSchema = z.object({
  requests: z.number().int().nonnegative(),
  cached: z.number().int().nonnegative(),
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  cost: z.number().nullable(),
});
export type Usage = z.infer<typeof usageSchema>;

/** What was sent to an evaluator and what came back, word for word; pictures by the SHA-256 of their bytes. */
export const exchangeSchema = z.object({
  prompt: z.string(),
  images: z.array(z.string()),
  /** One a try; a repair try has its own. */
  answers: z.array(z.string()),
});
export type Exchange = z.infer<typeof exchangeSchema>;

/** One group of masks that an evaluator saw together (paper 4.3). */
export const scoredGroupSchema = z.object({
  /** Ids of its candidates, in the order in which they were shown. */
  candidates: z.array(z.string()),
  /** One score a candidate; null: the group failed, and none of its candidates has a score. */
  scores: z.array(z.number()).nullable(),
  reasoning: z.string().nullable(),
  /** Why it failed, in words. */
  error: z.string().nullable(),
  /** Tries of the whole group: 1, or 2 after a malformed answer. */
  attempts: z.number().int().positive(),
  cached: z.boolean(),
  milliseconds: z.number(),
  exchange: exchangeSchema.nullable(),
});
export type ScoredGroup = z.infer<typeof scoredGroupSchema>;

/** Everything about how the candidates of one question were scored. */
export const scoringSchema = z.object({
  evaluator: evaluatorNameSchema,
  /** The evaluator in full: pack id and version, or model and host of the endpoint; the baselines' name. */
  model: z.string(),
  /** Says that ground truth was used: only the oracle's scores were made so, for analysis. */
  usesGroundTruth: z.boolean(),
  groupSize: z.number().int().positive(),
  seed: z.number().int().nonnegative(),
  /** With chain of thought; null for evaluators that have none. */
  cot: z.boolean().nullable(),
  maskStyle: maskStyleSchema.nullable(),
  groups: z.array(scoredGroupSchema),
  usage: usageSchema.nullable(),
});
export type Scoring = z.infer<typeof scoringSchema>;
