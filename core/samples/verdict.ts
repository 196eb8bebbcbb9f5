import { z } from "zod";

export const decisionSchema = z.enum(["accepted", "fixed", "rejected", "skipped"]);
export type Decision = z.infer<typeof decisionSchema>;

/** What a person says of a sample point by point; the first three are about the question, the others about the mask. */
export const checkSchema = z.enum([
  "answerable",
  "unambiguous",
  /** No shortcut: who has not seen the picture cannot answer. */
  "needs-image",
  "referent",
  "complete",
  "boundary",
]);
export type Check = z.infer<typeof checkSchema>;

/** A check that is left out is not answered. */
export const checksSchema = z.partialRecord(checkSchema, z.boolean());
export type Checks = z.infer<typeof checksSchema>;

/** Why a sample was rejected, or what was fixed. The codes go into exports: they are added to, never renamed. */
export const reasonSchema = z.enum([
  "unanswerable",
  "ambiguous",
  "shortcut",
  "false-premise",
  "wording",
  "wrong-object",
  "part-missing",
  "too-much",
  "rough-boundary",
  "bad-picture",
  "duplicate",
  "other",
]);
export type Reason = z.infer<typeof reasonSchema>;

/** The points of a verdict: checks and reasons. */
export const verdictPointsSchema = z.object({
  checks: checksSchema.optional(),
  reasons: z.array(reasonSchema).max(50).optional(),
});

/** `checks` and `reasons` are left out where there are none, as in every verdict before they existed. */
export const verdictSchema = verdictPointsSchema.extend({
  decision: decisionSchema,
  comment: z.string().max(10_000).default(""),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** One spelling for verdicts that say the same: reasons once and in their order, nothing empty. */
export function plainVerdict(verdict: Verdict): Verdict {
  const { decision, comment, checks = {}, reasons = [] } = verdict;
  const answered = checkSchema.options.filter((check) => checks[check] !== undefined);
  const named = reasonSchema.options.filter((reason) => reasons.includes(reason));
  return {
    decision,
    comment,
    ...(answered.length === 0 ? {} : { checks: Object.fromEntries(answered.map((check) => [check, checks[check]])) }),
    ...(named.length === 0 ? {} : { reasons: named }),
  };
}

/** What stays true of a verdict's points when another mask takes the place of the one that was looked at. */
export function withoutMaskChecks(checks: Checks): Checks {
  const { referent: _, complete: __, boundary: ___, ...rest } = checks;
  return rest;
}
