import { z } from "zod";
import { batchFailureSchema, batchPlanSchema, sampleSelectionSchema } from "#core/samples";
import { type BatchNews, batchInfoSchema, batchNewsSchema } from "./batch-info.ts";
import { streamOf } from "./stream.ts";
import { procedure, projectInput, router } from "./trpc.ts";

const batchInput = projectInput.extend({ batchId: z.string().min(1).max(100) });
const selectionInput = projectInput.extend({ selection: sampleSelectionSchema });

/** What is told to a run that is there; answers how it stands then. */
const command = (name: "pause" | "resume" | "cancel" | "retry") =>
  procedure
    .input(batchInput)
    .output(batchInfoSchema)
    .mutation(({ ctx, input: { projectId, batchId } }) =>
      ctx.services.batches[name](projectId, ctx.services.projects.get(projectId), batchId),
    );

/** Runs over a selection of samples. */
export const batchesRouter = router({
  /** How many samples a run over the selection would take. */
  count: procedure
    .input(selectionInput.extend({ onlyNew: z.boolean() }))
    .output(z.number().int())
    .query(({ ctx, input }) =>
      ctx.services.projects.get(input.projectId).batches.count(input.selection, input.onlyNew),
    ),

  /** Newest first. */
  list: procedure
    .input(projectInput)
    .output(z.array(batchInfoSchema))
    .query(({ ctx, input }) => [
      ...ctx.services.batches.list(input.projectId, ctx.services.projects.get(input.projectId)),
    ]),

  start: procedure
    .input(selectionInput.extend({ plan: batchPlanSchema }))
    .output(batchInfoSchema)
    .mutation(({ ctx, input }) =>
      ctx.services.batches.start(input.projectId, ctx.services.projects.get(input.projectId), input),
    ),

  pause: command("pause"),
  resume: command("resume"),
  cancel: command("cancel"),
  /** Runs the failed samples once more. */
  retry: command("retry"),

  /** The first of the samples that failed, with what went wrong. */
  failures: procedure
    .input(batchInput.extend({ limit: z.number().int().min(1).max(500) }))
    .output(z.array(batchFailureSchema))
    .query(({ ctx, input }) => [
      ...ctx.services.projects.get(input.projectId).batches.failures(input.batchId, input.limit),
    ]),

  /** Every run of a project, then every change of one. */
  watch: procedure.input(projectInput).subscription(async function* ({ ctx, input: { projectId }, signal }) {
    const { batches, projects } = ctx.services;
    const news = streamOf<BatchNews>((listener) => batches.onNews(listener), signal);
    for (const batch of batches.list(projectId, projects.get(projectId))) {
      yield batchNewsSchema.parse({ batch, sampleId: null });
    }
    for await (const one of news) if (one.batch.projectId === projectId) yield batchNewsSchema.parse(one);
  }),
});
