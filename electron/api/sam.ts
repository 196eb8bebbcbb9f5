import { z } from "zod";
import { AppError, toErrorReport } from "#core/errors";
import { promptsSchema, segmentResultSchema } from "#core/samples";
import type { ProjectStore } from "#electron/store";
import { procedure, projectInput, router, sampleInput } from "./trpc.ts";

/** The image's file, if its bytes are still those that were imported. */
function intactImage(store: ProjectStore, sampleId: string) {
  const { imageId } = store.sample(sampleId);
  const status = store.imageStatus(imageId);
  const { file } = store.imageFile(imageId);
  if (status === "ok") return { path: file, hash: imageId };
  const code = status === "missing" ? "image-missing" : status === "changed" ? "image-changed" : "image-damaged";
  throw new AppError({
    code,
    message: `The image of this sample is ${status === "ok" ? "fine" : status}.`,
    where: file,
    cure: "Put the original file back at this place; masks and verdicts of the sample are kept meanwhile.",
  });
}

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
      const image = intactImage(ctx.services.projects.get(input.projectId), input.sampleId);
      return ctx.services.pipeline.request("segment", { image, points, box }, { signal, priority: 1 });
    }),

  /** Has the embeddings of these samples ready before they are opened. Answers at once; failures wait for the opening. */
  prefetch: procedure
    .input(projectInput.extend({ sampleIds: z.array(z.string()).max(8) }))
    .mutation(({ ctx, input }) => {
      const store = ctx.services.projects.get(input.projectId);
      for (const sampleId of input.sampleIds) {
        void Promise.resolve()
          .then(() => ctx.services.pipeline.request("encode", intactImage(store, sampleId), { priority: -1 }))
          .catch((thrown: unknown) => console.warn(`Not encoded ahead: ${toErrorReport(thrown).message}`));
      }
    }),
});
