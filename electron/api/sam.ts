import { z } from "zod";
import { AppError, toErrorReport } from "#core/errors";
import { promptsSchema, rleSchema, type SampleDetail, segmentResultSchema } from "#core/samples";
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

  /**
   * SAM from a mask that is there: a person's, or a candidate as it was proposed (`candidateId`), whose own logits are
   * taken where its run says how to get them again. A mutation, though it changes nothing: a mask is too long for an
   * address.
   */
  refine: procedure
    .input(sampleInput.extend({ prompts: promptsSchema, mask: rleSchema, candidateId: z.string().nullable() }))
    .output(segmentResultSchema)
    .mutation(({ ctx, input, signal }) => {
      const store = ctx.services.projects.get(input.projectId);
      const sample = store.sample(input.sampleId);
      const image = intactImage(store, sample.imageId);
      const answerTo = input.candidateId === null ? undefined : seedOf(sample, input.candidateId);
      const refine = { mask: input.mask, answerTo };
      const { points, box } = input.prompts;
      return ctx.services.pipeline.request("segment", { image, points, box, refine }, { signal, priority: 1 });
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

/** The click that AMG made for a candidate of the newest run; others were prompted by what is not kept. */
function seedOf({ candidates, run }: SampleDetail, candidateId: string) {
  const origin = candidates.find(({ id }) => id === candidateId)?.origin;
  if (origin?.step !== "amg" || origin.seed === undefined || origin.mask === 0) return undefined;
  const seed = run?.seeds[origin.seed];
  return seed && { point: { x: seed.x, y: seed.y, label: 1 as const }, mask: origin.mask as 1 | 2 | 3 };
}
