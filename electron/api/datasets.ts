import { join, resolve } from "node:path";
import { z } from "zod";
import { formatInfoSchema, importPreviewSchema, sampleStatusSchema } from "#core/samples";
import { assertOptions, detectFormats, formatById, formats } from "#electron/datasets";
import { exportDataset, exportFormats } from "#electron/datasets/export";
import { importForeignMasks } from "#electron/datasets/foreign-masks";
import { importDataset, previewDataset } from "#electron/datasets/transfer";
import { streamOf } from "./stream.ts";
import { type TransferJob, transferJobSchema } from "./transfer-board.ts";
import { procedure, projectInput, router } from "./trpc.ts";

const pathSchema = z.string().min(1).max(4096);
const formatSchema = z.string().min(1).max(100);
const optionsSchema = z.record(z.string().max(100), z.string().max(10_000)).default({});

const sourceInput = z.object({
  format: formatSchema,
  source: pathSchema,
  options: optionsSchema,
  mapping: z.record(z.string().max(100), z.string().max(1000)).default({}),
});

/** What a cleared field of the form says is nothing, not an empty path. */
function saidOnly(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ""));
}

export const datasetsRouter = router({
  formats: procedure
    .output(z.object({ importers: z.array(formatInfoSchema), exporters: z.array(formatInfoSchema) }))
    .query(() => ({ importers: formats.map(({ info }) => info), exporters: [...exportFormats] })),

  /** Formats that the source looks like, the likeliest first. */
  detect: procedure
    .input(z.object({ source: pathSchema }))
    .output(z.array(formatInfoSchema))
    .query(async ({ input }) => [...(await detectFormats(resolve(input.source)))]),

  /** The first samples, and what would be skipped up to there. Writes nothing. */
  preview: procedure
    .input(sourceInput.extend({ limit: z.number().int().min(1).max(48).default(12) }))
    .output(importPreviewSchema)
    .query(async ({ ctx, input, signal }) => {
      const options = saidOnly(input.options);
      assertOptions(formatById(input.format), { options });
      return await previewDataset({ ...input, options, signal, workerFile: ctx.services.datasetsWorkerFile });
    }),

  startImport: procedure
    .input(projectInput.extend(sourceInput.shape).extend({ strict: z.boolean(), copy: z.boolean() }))
    .output(transferJobSchema)
    .mutation(({ ctx, input }) => {
      const { projectId, format, strict, copy, mapping } = input;
      const { transfers, projects, datasetsWorkerFile: workerFile } = ctx.services;
      const store = projects.get(projectId);
      const source = resolve(input.source);
      const options = saidOnly(input.options);
      assertOptions(formatById(format), { options });
      const request = { store, format, source, options, mapping, strict, copy, workerFile };
      return transfers.start(store, { projectId, kind: "import", format, path: source }, (hooks) =>
        importDataset({ ...request, ...hooks }),
      );
    }),

  /** Another model's masks, as candidates to review. */
  startPredictions: procedure
    .input(projectInput.extend({ path: pathSchema, name: z.string().trim().min(1).max(200), strict: z.boolean() }))
    .output(transferJobSchema)
    .mutation(({ ctx, input }) => {
      const { projectId, name, strict } = input;
      const { transfers, projects } = ctx.services;
      const store = projects.get(projectId);
      const path = resolve(input.path);
      return transfers.start(store, { projectId, kind: "predictions", format: "predictions", path }, (hooks) =>
        importForeignMasks({ store, path, name, strict, ...hooks }),
      );
    }),

  startExport: procedure
    .input(
      projectInput.extend({
        format: formatSchema,
        out: pathSchema,
        options: optionsSchema,
        status: z.array(sampleStatusSchema).min(1).optional(),
        masks: z.enum(["current", "reference"]).default("current"),
      }),
    )
    .output(transferJobSchema)
    .mutation(({ ctx, input }) => {
      const { projectId, format, status, masks } = input;
      const { transfers, projects } = ctx.services;
      const store = projects.get(projectId);
      const out = resolve(input.out);
      const notesFolder = join(store.dir, "exports");
      const request = { store, format, out, options: saidOnly(input.options), status, masks, notesFolder };
      return transfers.start(store, { projectId, kind: "export", format, path: out }, (hooks) =>
        exportDataset({ ...request, ...hooks }),
      );
    }),

  cancel: procedure
    .input(z.object({ jobId: z.string() }))
    .mutation(({ ctx, input }) => ctx.services.transfers.cancel(input.jobId)),

  list: procedure
    .input(projectInput)
    .output(z.array(transferJobSchema))
    .query(({ ctx, input }) => [...ctx.services.transfers.list(input.projectId)]),

  /** Every change of every transfer of a project, starting with those that are known. */
  watch: procedure.input(projectInput).subscription(async function* ({ ctx, input, signal }) {
    const { transfers } = ctx.services;
    const updates = streamOf<TransferJob>((listener) => transfers.onUpdate(listener), signal);
    yield* transfers.list(input.projectId);
    for await (const job of updates) if (job.projectId === input.projectId) yield job;
  }),
});
