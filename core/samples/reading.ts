import { z } from "zod";
import { rleSchema } from "./masks-and-prompts.ts";
import { pointingSchema } from "./pointing.ts";
import { verdictSchema } from "./verdict.ts";

/** One reader's standing verdict, where several people judge each sample. */
export const readingSchema = verdictSchema.extend({
  author: z.string(),
  at: z.string(),
  mask: rleSchema.nullable(),
  /** Where this reader had pointed before seeing any mask; null where nobody asked for it. */
  pointing: pointingSchema.nullable(),
});
export type Reading = z.infer<typeof readingSchema>;

/** Where a sample stands that several people judge. */
export const readingsSchema = z.object({
  /** How many verdicts the project asks for, and how many there are. */
  wanted: z.number().int().positive(),
  given: z.number().int().nonnegative(),
  /** Everybody's verdicts, in the order in which they were given; null until all that are wanted are there. */
  all: z.array(readingSchema).nullable(),
});
export type Readings = z.infer<typeof readingsSchema>;

/** Masks that overlap less than this are counted as another answer, however alike the verdicts are. */
export const SAME_MASK_IOU = 0.8;
