import { z } from "zod";
import { AppError, toErrorReport } from "#core/errors";
import { promptsSchema, segmentResultSchema } from "#core/samples";
import { intactImage } from "./intact-image.ts";
import { procedure, projectInput, router, sampleInput } from "./trpc.ts";

export const samRouter = router({
  segment: procedure
    .input(sampleInput.extend({ prompts: promptsSchema }))
    .output(segmentResultSchema)
    .query(({ ctx, input, signal }) => {
      const { points, box } = input.prompts;
      if (points.length === 0 && box === null) {
        throw new AppError({
          code: "bad-input",
          message: "SAM needs at least one point or a box.",
          cure: "Click the target, or draw a box around it.",
        });
      }
      const store = ctx.services.projects.get(input.projectId);
      const image = intactImage(store, store.sample(input.sampleId).imageId);
      return ctx.services.pipeline.request("segment", { image, points, box }, { signal, priority: 1 });
    }),

  /** Has the embeddings of these samples ready before they are opened. Answers at once; failures wait for the opening. */
  prefetch: procedure
    .input(projectInput.extend({ sampleIds: z.array(z.string()).max(8) }))
    .mutation(({ ctx, input }) => {
      const store = ctx.services.projects.get(input.projectId);
      for (const sampleId of input.sampleIds) {
        void Promise.resolve()
          .then(() =>
            ctx.services.pipeline.request(
              "encode",
              // Runs use this pack's SAM; clicks use mobilesam's, which most packs share.
              { ...intactImage(store, store.sample(sampleId).imageId), pack: ctx.services.settings().run.pack },
              { priority: -1 },
            ),
          )
          .catch((thrown: unknown) => console.warn(`Not encoded ahead: ${toErrorReport(thrown).message}`));
      }
    }),
});
