import { z } from "zod";
import { sampleStateSchema, sampleStatusSchema } from "#core/samples";
import { procedure, router, sampleInput } from "./trpc.ts";

export const reviewResultSchema = z.object({
  state: sampleStateSchema,
  status: sampleStatusSchema,
  stale: z.boolean(),
  undoDepth: z.number().int(),
  redoDepth: z.number().int(),
  mark: z.number().int(),
});
export type ReviewResultInfo = z.infer<typeof reviewResultSchema>;

/** Every answer means that the change is on the disk. */
export const reviewRouter = router({
  commit: procedure
    .input(
      sampleInput.extend({
        state: sampleStateSchema,
        action: z.string().min(1).max(100),
        /** The undo depth that the person saw: another window's change is refused rather than covered. */
        basedOn: z.number().int().min(0).optional(),
      }),
    )
    .output(reviewResultSchema)
    .mutation(({ ctx, input }) =>
      ctx.services.projects.get(input.projectId).commit(input.sampleId, input.state, input.action, input.basedOn),
    ),
  undo: procedure
    .input(sampleInput)
    .output(reviewResultSchema)
    .mutation(({ ctx, input }) => ctx.services.projects.get(input.projectId).undo(input.sampleId)),
  redo: procedure
    .input(sampleInput)
    .output(reviewResultSchema)
    .mutation(({ ctx, input }) => ctx.services.projects.get(input.projectId).redo(input.sampleId)),
});
