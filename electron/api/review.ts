import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type SampleState, sampleStateSchema, sampleStatusSchema } from "#core/samples";
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

/** A mask can be large, and whoever sent it has it: the state comes back only where it is another than what was sent. */
const commitResultSchema = reviewResultSchema.extend({ state: sampleStateSchema.optional() });

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
    .output(commitResultSchema)
    .mutation(({ ctx, input }) => {
      const { sampleId, action, basedOn } = input;
      const { state, ...result } = ctx.services.projects
        .get(input.projectId)
        .commit(sampleId, input.state, action, basedOn);
      return isSameState(state, input.state) ? result : { ...result, state };
    }),
  undo: procedure
    .input(sampleInput)
    .output(reviewResultSchema)
    .mutation(({ ctx, input }) => ctx.services.projects.get(input.projectId).undo(input.sampleId)),
  redo: procedure
    .input(sampleInput)
    .output(reviewResultSchema)
    .mutation(({ ctx, input }) => ctx.services.projects.get(input.projectId).redo(input.sampleId)),
});

function isSameState({ mask, ignore, ...rest }: SampleState, sent: SampleState): boolean {
  const isSameMask = (a: typeof ignore | null, b: typeof ignore | null): boolean =>
    a?.counts === b?.counts && isDeepStrictEqual(a?.size, b?.size);
  const { mask: sentMask, ignore: sentIgnore, ...sentRest } = sent;
  return isSameMask(mask, sentMask) && isSameMask(ignore, sentIgnore) && isDeepStrictEqual(rest, sentRest);
}
