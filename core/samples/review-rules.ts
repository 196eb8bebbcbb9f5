import { z } from "zod";

/** How samples of a project are judged, for everybody who works in it. */
export const reviewRulesSchema = z.object({
  /** The target is pointed at before mask, candidates and scores are shown. */
  blind: z.boolean(),
  /** Scores and predicted IoU stay hidden until there is a verdict. */
  hideScores: z.boolean(),
  /** How many people judge each sample, each without seeing the others' verdicts. */
  readers: z.number().int().min(1).max(9),
});
export type ReviewRules = z.infer<typeof reviewRulesSchema>;

export const plainRules: ReviewRules = Object.freeze({ blind: false, hideScores: false, readers: 1 });
