import { z } from "zod";
import { evaluationSchema } from "./evaluation.ts";
import { stalenessSchema } from "./history.ts";
import { promptsSchema, rleSchema } from "./masks-and-prompts.ts";
import { pointingSchema } from "./pointing.ts";
import { readingsSchema } from "./reading.ts";
import { candidateSchema, runResultSchema } from "./run-result.ts";
import { verdictSchema } from "./verdict.ts";

/** The hash of an image file's bytes is its identity; the path is only where it was last seen. */
export const imageSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  path: z.string(),
  stored: z.enum(["referenced", "copied"]),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  bytes: z.number().int().nonnegative(),
  format: z.string(),
  /** Size and modification time (ms) when the hash was last checked. */
  mtimeMs: z.number(),
});
export type ImageRecord = z.infer<typeof imageSchema>;

/** `changed`: other bytes lie at the path than those that were imported. Nothing is ever replaced silently. */
export const imageStatusSchema = z.enum(["ok", "missing", "changed", "damaged"]);
export type ImageStatus = z.infer<typeof imageStatusSchema>;

/** Everything a person can change on a sample; undo and redo move between whole states. */
export const sampleStateSchema = z.object({
  chosenCandidateId: z.string().nullable(),
  /** The mask as the person has it now: a candidate's, or refined from it. Null before anything was chosen. */
  mask: rleSchema.nullable(),
  /** Pixels that count nowhere, as the person has them now. Left out: as the dataset has them. Empty: none. */
  ignore: rleSchema.optional(),
  prompts: promptsSchema,
  verdict: verdictSchema.nullable(),
});
export type SampleState = z.infer<typeof sampleStateSchema>;

export const emptySampleState: SampleState = Object.freeze({
  chosenCandidateId: null,
  mask: null,
  prompts: { points: [], box: null },
  verdict: null,
});

/** The pixels of a sample that count nowhere: a person's, else the dataset's. */
export function ignoreOf(
  state: Pick<SampleState, "ignore">,
  dataset: { readonly ignore: SampleDetail["ignore"] },
): SampleDetail["ignore"] {
  return state.ignore ?? dataset.ignore;
}

/** `needs-question`: a mask or an image without a question; it cannot be judged before somebody writes one. */
export const sampleStatusSchema = z.enum([
  "needs-question",
  "todo",
  "started",
  "accepted",
  "fixed",
  "rejected",
  "skipped",
]);
export type SampleStatus = z.infer<typeof sampleStatusSchema>;

/** What the queue shows of a sample. */
export const sampleSummarySchema = z.object({
  id: z.string(),
  /** Place in the queue, from 0. */
  ordinal: z.number().int().nonnegative(),
  question: z.string(),
  category: z.string(),
  imageId: z.string(),
  /** The image file's own name. */
  imageName: z.string(),
  status: sampleStatusSchema,
  /** The question was changed after its verdict or its newest run, and neither was done again. */
  stale: z.boolean(),
  /** Best score of the newest run, and by which evaluator; left out where there is none. */
  top: z.object({ score: z.number(), evaluator: z.string() }).optional(),
});
export type SampleSummary = z.infer<typeof sampleSummarySchema>;

/** Everything the review workspace needs of one sample. */
export const sampleDetailSchema = sampleSummarySchema.extend({
  image: imageSchema,
  imageStatus: imageStatusSchema,
  /** Ground truth, where the dataset has one. */
  groundTruth: rleSchema.nullable(),
  /** Pixels that count nowhere in a comparison (ReasonSeg's 255). */
  ignore: rleSchema.nullable(),
  kind: z.array(z.string()),
  split: z.string(),
  /** The question came with a program that was executed: that it needs the picture is proved, not judged. */
  isProved: z.boolean(),
  /** Counts the changes of the question from 0. */
  questionVersion: z.number().int().nonnegative(),
  /** Null unless the sample is stale. */
  staleness: stalenessSchema.nullable(),
  state: sampleStateSchema,
  undoDepth: z.number().int().nonnegative(),
  redoDepth: z.number().int().nonnegative(),
  candidates: z.array(candidateSchema),
  /** Where the present person pointed before seeing a mask, about the present wording; null where they did not. */
  pointing: pointingSchema.nullable(),
  /** Null where one person judges each sample. */
  readings: readingsSchema.nullable(),
  /** Who is to judge it; nobody in particular where empty. */
  assignees: z.array(z.string()),
  /** The newest run's result without its candidates, which stand above. Null before the first run. */
  run: runResultSchema.omit({ candidates: true }).extend({ id: z.string(), at: z.string() }).nullable(),
  /** What every evaluator made of the candidates, the newest first. */
  evaluations: z.array(evaluationSchema).optional(),
});
export type SampleDetail = z.infer<typeof sampleDetailSchema>;
