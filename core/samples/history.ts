import { z } from "zod";
import { pointingSchema } from "./pointing.ts";
import { verdictSchema } from "./verdict.ts";

/** A wording of a sample's question; who and when are null for the one that the sample came with (version 0). */
export const questionVersionSchema = z.object({
  version: z.number().int().nonnegative(),
  question: z.string(),
  author: z.string().nullable(),
  at: z.string().nullable(),
});
export type QuestionVersion = z.infer<typeof questionVersionSchema>;

/** A verdict as it was given, with the wording that it was about. */
export const judgementSchema = verdictSchema.extend({
  author: z.string(),
  at: z.string(),
  questionVersion: z.number().int().nonnegative(),
});
export type Judgement = z.infer<typeof judgementSchema>;

/** What happened to a sample, from the first; verdicts that were undone or have become stale are among them. */
export const sampleHistorySchema = z.object({
  questions: z.array(questionVersionSchema),
  verdicts: z.array(judgementSchema),
  pointings: z.array(pointingSchema),
});
export type SampleHistory = z.infer<typeof sampleHistorySchema>;

/** What is about an earlier wording of the question and waits for a verdict or a run about this one. */
export const stalenessSchema = z.object({
  /** The last verdict about an earlier wording; null where there was none. */
  verdict: judgementSchema.nullable(),
  /** The newest run asked an earlier wording: its candidates and scores are about that. */
  run: z.boolean(),
});
export type Staleness = z.infer<typeof stalenessSchema>;
