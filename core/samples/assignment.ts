import { z } from "zod";

/** Which samples are given to whom. */
export const assignRequestSchema = z.object({
  /** Everybody gets as many as the others, give or take one; none: nobody has these samples any more. */
  annotators: z.array(z.string().trim().min(1).max(200)).max(100),
  /** To how many of them each sample goes. */
  perSample: z.number().int().min(1).max(9),
  /** Samples that somebody has stay with them. */
  keepAssigned: z.boolean(),
});
export type AssignRequest = z.infer<typeof assignRequestSchema>;

export const assignReportSchema = z.object({
  /** Samples whose annotators are others now. */
  assigned: z.number().int(),
  /** Samples that were left with those who had them. */
  kept: z.number().int(),
  /** How many of the assigned samples each one got. */
  shares: z.array(z.object({ annotator: z.string(), samples: z.number().int() })),
});
export type AssignReport = z.infer<typeof assignReportSchema>;
