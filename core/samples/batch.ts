import { z } from "zod";
import { errorReportSchema } from "#core/errors";
import { sampleFilterSchema } from "./filter.ts";
import { attentionSourceSchema } from "./run-result.ts";
import { evaluatorNameSchema } from "./scoring.ts";

/** Which samples a run is over. Those that wait for a question are left out of each. */
export const sampleSelectionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("filter"), filter: sampleFilterSchema }),
  z.object({ kind: z.literal("samples"), ids: z.array(z.string().min(1).max(500)).min(1).max(10_000) }),
]);
export type SampleSelection = z.infer<typeof sampleSelectionSchema>;

/** What a run over a selection does with each of its samples. */
export const batchPlanSchema = z.object({
  /**
   * `keep` scores the candidates of the sample's newest run, where it has one about the present wording; else, and with
   * `discover`, they are looked for.
   */
  candidates: z.enum(["discover", "keep"]),
  /** Samples that have a run already are left alone. */
  onlyNew: z.boolean(),
  /** Each picture chooses its pack, with attention and evaluator; what is named below holds where none fits. */
  automatic: z.boolean(),
  /** Pack id; null is mobilesam. */
  pack: z.string().nullable(),
  attention: attentionSourceSchema.exclude(["clicks"]),
  evaluator: evaluatorNameSchema,
  groupSize: z.number().int().min(1).max(15),
  /** Chain of thought; null is the evaluator's own default. */
  cot: z.boolean().nullable(),
  seed: z.number().int().nonnegative(),
});
export type BatchPlan = z.infer<typeof batchPlanSchema>;

/** `queued` waits for another run of the project; of `finished` and `cancelled` there is no way on but a retry. */
export const batchStateSchema = z.enum(["queued", "running", "paused", "finished", "cancelled"]);
export type BatchState = z.infer<typeof batchStateSchema>;

/** A run over a selection of a project's samples, as it stands. */
export const batchSchema = z.object({
  id: z.string(),
  /** When it was started, and when it ended; ISO. */
  created: z.string(),
  ended: z.string().nullable(),
  state: batchStateSchema,
  /** Why it paused by itself. */
  problem: errorReportSchema.nullable(),
  selection: sampleSelectionSchema,
  plan: batchPlanSchema,
  total: z.number().int(),
  /** Samples with a result of this run, and those that failed. */
  done: z.number().int(),
  failed: z.number().int(),
});
export type Batch = z.infer<typeof batchSchema>;

export const batchFailureSchema = z.object({
  sampleId: z.string(),
  /** Place in the queue, from 0. */
  ordinal: z.number().int(),
  question: z.string(),
  error: errorReportSchema,
  /** How often it was tried. */
  attempts: z.number().int(),
});
export type BatchFailure = z.infer<typeof batchFailureSchema>;
