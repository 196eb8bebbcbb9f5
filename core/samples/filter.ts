import { z } from "zod";
import { sampleStatusSchema } from "./sample.ts";

/** Both ends belong to it. */
const rangeSchema = z.object({ min: z.number().finite(), max: z.number().finite() });
const names = z.array(z.string().max(100_000)).max(500);

/** Which samples the queue shows. What is left out, or empty, shuts nobody out; what is there must hold all together. */
export const sampleFilterSchema = z.object({
  /** In the question, category, id, or the comment of the verdict. */
  search: z.string().max(1000).optional(),
  status: z.array(sampleStatusSchema).optional(),
  category: names.optional(),
  kind: names.optional(),
  split: names.optional(),
  /** Who gave the verdict that counts. */
  author: names.optional(),
  /** Best score of the newest run, by its evaluator. */
  score: rangeSchema.optional(),
  /** At least so much between two runs' scores of one mask. */
  disagreement: z.number().finite().min(0).optional(),
  stale: z.boolean().optional(),
  /** These samples alone. */
  id: names.optional(),
  /** To whom the sample is assigned. */
  assignee: names.optional(),
  /** Everybody who was to judge it has, and they do not say the same (`SAME_MASK_IOU`). */
  readersDisagree: z.boolean().optional(),
});
export type SampleFilter = z.infer<typeof sampleFilterSchema>;

/** A filter that somebody named, kept in the project. */
export const savedViewSchema = z.object({ name: z.string(), filter: sampleFilterSchema });
export type SavedView = z.infer<typeof savedViewSchema>;

/** What there is to filter by, each with the number of its samples, the most frequent first. */
const facetSchema = z.array(z.object({ value: z.string(), samples: z.number().int() }));
export const facetsSchema = z.object({
  category: facetSchema,
  kind: facetSchema,
  split: facetSchema,
  author: facetSchema,
  assignee: facetSchema,
  /** Samples that all their readers have judged, and those of them about which they disagree. */
  read: z.number().int(),
  readersDisagree: z.number().int(),
  stale: z.number().int(),
  /** Samples whose newest run has scores, and those that two runs scored. */
  scored: z.number().int(),
  compared: z.number().int(),
});
export type Facets = z.infer<typeof facetsSchema>;
