import { z } from "zod";
import {
  assignReportSchema,
  assignRequestSchema,
  pointedSchema,
  pointingSchema,
  reviewRulesSchema,
  sampleFilterSchema,
} from "#core/samples";
import { definedOnly } from "./defined-only.ts";
import { procedure, projectInput, router, sampleInput } from "./trpc.ts";

/** How the samples of a project are judged, and by whom. */
export const judgingRouter = router({
  rules: procedure
    .input(projectInput)
    .output(reviewRulesSchema)
    .query(({ ctx, input }) => ctx.services.projects.get(input.projectId).judging.rules()),

  /** Answers the rules as they are then. */
  changeRules: procedure
    .input(projectInput.extend({ rules: reviewRulesSchema.partial() }))
    .output(reviewRulesSchema)
    .mutation(({ ctx, input }) =>
      ctx.services.projects.get(input.projectId).judging.changeRules(definedOnly(input.rules)),
    ),

  /** Where the present person expects the target; who has pointed already gets the first answer. */
  point: procedure
    .input(sampleInput.extend({ pointed: pointedSchema }))
    .output(pointingSchema)
    .mutation(({ ctx, input }) =>
      ctx.services.projects.get(input.projectId).judging.pointAt(input.sampleId, input.pointed),
    ),

  /** Everybody who can be given samples, and who works here now. */
  annotators: procedure
    .input(projectInput)
    .output(z.object({ names: z.array(z.string()), me: z.string() }))
    .query(({ ctx, input }) => {
      const { judging } = ctx.services.projects.get(input.projectId);
      return { names: [...judging.annotators()], me: judging.author };
    }),

  assign: procedure
    .input(projectInput.extend({ filter: sampleFilterSchema, request: assignRequestSchema }))
    .output(assignReportSchema)
    .mutation(({ ctx, input }) => {
      const report = ctx.services.projects.get(input.projectId).judging.assign(input.filter, input.request);
      return { ...report, shares: [...report.shares] };
    }),
});
