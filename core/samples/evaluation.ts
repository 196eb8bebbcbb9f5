import { z } from "zod";

/** How one evaluator scored masks of a sample that are among its candidates now. */
export const evaluationSchema = z.object({
  /** The same for every run of this evaluator with this way to reason. */
  key: z.string(),
  evaluator: z.string(),
  /** In full: pack id and version, or model and host; a baseline's name. */
  model: z.string(),
  /** With chain of thought; null where the evaluator has none or the run does not say. */
  cot: z.boolean().nullable(),
  usesGroundTruth: z.boolean(),
  /** Its newest run about the present wording of the question. */
  runId: z.string(),
  at: z.string(),
  /** Pack id and version that found the candidates. */
  pack: z.string(),
  /** By candidate id; `rank` among all that this run ranked, from 1. */
  scores: z.record(z.string(), z.object({ score: z.number(), rank: z.number().int().positive() })),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
