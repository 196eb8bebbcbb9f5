import { z } from "zod";
import {
  facetsSchema,
  sampleDetailSchema,
  sampleFilterSchema,
  sampleHistorySchema,
  sampleStatusSchema,
  sampleSummarySchema,
} from "#core/samples";
import { probeImage } from "#native-models/runtime";
import { imagesIn } from "./folders.ts";
import { sceneFactsOf, sceneFactsSchema } from "./scene-facts.ts";
import { procedure, projectInput, router, sampleInput } from "./trpc.ts";

const PAGE_LIMIT = 500;
/** As long as a run's question may be: a longer one could never be run. */
const questionSchema = z.string().min(1).max(100_000);

export const addReportSchema = z.object({
  added: z.number().int(),
  sampleIds: z.array(z.string()),
  refused: z.array(z.object({ imagePath: z.string(), message: z.string(), cure: z.string() })),
});
export type AddReportInfo = z.infer<typeof addReportSchema>;

export const samplesRouter = router({
  counts: procedure
    .input(projectInput)
    .output(z.record(sampleStatusSchema, z.number().int()))
    .query(({ ctx, input }) => ctx.services.projects.get(input.projectId).counts()),

  page: procedure
    .input(
      projectInput.extend({
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(PAGE_LIMIT),
        ...sampleFilterSchema.shape,
      }),
    )
    .output(z.object({ total: z.number().int(), items: z.array(sampleSummarySchema) }))
    .query(({ ctx, input }) => {
      const { projectId, ...query } = input;
      const page = ctx.services.projects.get(projectId).samples(query);
      return { total: page.total, items: [...page.items] };
    }),

  facets: procedure
    .input(projectInput)
    .output(facetsSchema)
    .query(({ ctx, input }) => ctx.services.projects.get(input.projectId).facets()),

  get: procedure
    .input(sampleInput)
    .output(sampleDetailSchema)
    .query(({ ctx, input }) => ctx.services.projects.get(input.projectId).sample(input.sampleId)),

  /** The program and scene behind a generated question; null where the sample's dataset tells none. */
  sceneFacts: procedure
    .input(sampleInput)
    .output(sceneFactsSchema.nullable())
    .query(({ ctx, input }) => sceneFactsOf(ctx.services.projects.get(input.projectId), input.sampleId)),

  nextOpen: procedure
    .input(projectInput.extend({ afterOrdinal: z.number().int().min(-1), filter: sampleFilterSchema.optional() }))
    .output(sampleSummarySchema.nullable())
    .query(({ ctx, input }) => ctx.services.projects.get(input.projectId).nextOpen(input.afterOrdinal, input.filter)),

  /** The first question of a sample that came without one. */
  writeQuestion: procedure
    .input(sampleInput.extend({ question: questionSchema }))
    .output(sampleSummarySchema)
    .mutation(({ ctx, input }) =>
      ctx.services.projects.get(input.projectId).writeQuestion(input.sampleId, input.question),
    ),

  /** Another wording of a question; `version` is the one that the person read. */
  editQuestion: procedure
    .input(sampleInput.extend({ question: questionSchema, version: z.number().int().min(0) }))
    .output(sampleSummarySchema)
    .mutation(({ ctx, input }) =>
      ctx.services.projects.get(input.projectId).editQuestion(input.sampleId, input.question, input.version),
    ),

  history: procedure
    .input(sampleInput)
    .output(sampleHistorySchema)
    .query(({ ctx, input }) => ctx.services.projects.get(input.projectId).history(input.sampleId)),

  add: procedure
    .input(
      projectInput.extend({
        samples: z
          .array(z.object({ imagePath: z.string().min(1), question: questionSchema, category: z.string().optional() }))
          .min(1)
          .max(10_000),
        copy: z.boolean(),
      }),
    )
    .output(addReportSchema)
    .mutation(async ({ ctx, input }) => {
      const store = ctx.services.projects.get(input.projectId);
      const samples = input.samples.map(({ category, ...sample }) =>
        category === undefined ? sample : { ...sample, category },
      );
      return mutable(await store.addSamples(samples, { copy: input.copy, probe: probeImage }));
    }),

  /** One sample for each image of a folder, in the order of their names, all with the same question. */
  addFolder: procedure
    .input(projectInput.extend({ dir: z.string().min(1), question: questionSchema, copy: z.boolean() }))
    .output(addReportSchema)
    .mutation(async ({ ctx, input }) => {
      const store = ctx.services.projects.get(input.projectId);
      const samples = imagesIn(input.dir).map((imagePath) => ({ imagePath, question: input.question }));
      return mutable(await store.addSamples(samples, { copy: input.copy, probe: probeImage }));
    }),
});

function mutable(report: {
  readonly added: number;
  readonly sampleIds: readonly string[];
  readonly refused: readonly { readonly imagePath: string; readonly message: string; readonly cure: string }[];
}): AddReportInfo {
  return { added: report.added, sampleIds: [...report.sampleIds], refused: [...report.refused] };
}
