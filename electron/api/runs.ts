import { z } from "zod";
import { AppError } from "#core/errors";
import { runRequestSchema, segmentResultSchema } from "#core/samples";
import { choiceForSample, choiceSchema, requestByPicture } from "./default-choice.ts";
import { intactImage } from "./intact-image.ts";
import { type JobUpdate, jobUpdateSchema } from "./job-board.ts";
import { streamOf } from "./stream.ts";
import { procedure, projectInput, router, sampleInput } from "./trpc.ts";

export const runsRouter = router({
  /** The pack that a sample's picture is given where nobody chose one, and why. */
  choice: procedure
    .input(sampleInput)
    .output(choiceSchema)
    .query(({ ctx, input }) => choiceForSample(ctx.services, input.projectId, input.sampleId)),

  /**
   * Looks for candidates; the answer is the job, its progress comes through `watch`. `automatic`: where the picture
   * looks like what a pack was made for, that pack takes the place of the request's pack, attention and evaluator.
   */
  start: procedure
    .input(
      sampleInput.extend({
        request: runRequestSchema.omit({ question: true }),
        automatic: z.boolean().default(false),
      }),
    )
    .output(jobUpdateSchema)
    .mutation(async ({ ctx, input }) => {
      const store = ctx.services.projects.get(input.projectId);
      const { question } = store.sample(input.sampleId);
      const { attention, points, scribbles } = input.request;
      if (attention === "clicks" && ![...points, ...scribbles].some(({ label }) => label === 1)) {
        throw new AppError({
          code: "bad-input",
          message: "Clicks as attention need at least one positive point or stroke.",
          cure: "Click the target first, or search the whole image with the grid.",
        });
      }
      const asked = { ...input.request, question };
      const request = input.automatic
        ? await requestByPicture(ctx.services, input.projectId, input.sampleId, asked)
        : asked;
      return ctx.services.jobs.startRun(input.projectId, store, input.sampleId, request);
    }),

  /**
   * A mask that AMG was proposed at a seed of the sample's newest run. A run keeps of a filtered mask its reason and
   * figures only; its pack's SAM is asked anew, which on the same machine gives the same mask.
   */
  proposal: procedure
    .input(
      sampleInput.extend({
        runId: z.string(),
        seed: z.number().int().nonnegative(),
        mask: z.union([z.literal(1), z.literal(2), z.literal(3)]),
      }),
    )
    .output(segmentResultSchema)
    .query(({ ctx, input, signal }) => {
      const store = ctx.services.projects.get(input.projectId);
      const { imageId, run } = store.sample(input.sampleId);
      const seed = run?.id === input.runId ? run.seeds[input.seed] : undefined;
      if (run == null || seed === undefined) throw noSuchSeed(input.sampleId, input.seed);
      const points = [{ x: seed.x, y: seed.y, label: 1 as const }];
      const request = { pack: run.pack, image: intactImage(store, imageId), points, box: null, mask: input.mask };
      return ctx.services.pipeline.request("segment", request, { signal });
    }),

  cancel: procedure
    .input(z.object({ jobId: z.string() }))
    .mutation(({ ctx, input }) => ctx.services.jobs.cancel(input.jobId)),

  list: procedure
    .input(projectInput)
    .output(z.array(jobUpdateSchema))
    .query(({ ctx, input }) => [...ctx.services.jobs.list(input.projectId)]),

  /** Every change of every job of a project, starting with those that are known. */
  watch: procedure.input(projectInput).subscription(async function* ({ ctx, input, signal }) {
    const { jobs } = ctx.services;
    const updates = streamOf<JobUpdate>((listener) => jobs.onUpdate(listener), signal);
    yield* jobs.list(input.projectId);
    for await (const job of updates) if (job.projectId === input.projectId) yield job;
  }),
});

function noSuchSeed(sampleId: string, seed: number): AppError {
  return new AppError({
    code: "conflict",
    message: `The newest run of this sample has no seed ${seed}, or is another run by now.`,
    where: `sample ${sampleId}`,
    cure: "Open the sample again to see its newest run.",
  });
}
