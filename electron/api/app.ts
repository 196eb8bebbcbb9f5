import { z } from "zod";
import { collectDoctor, formatDoctor } from "#electron/doctor";
import type { PipelineStatus } from "#electron/jobs";
import { streamOf } from "./stream.ts";
import { procedure, router } from "./trpc.ts";

export const appInfoSchema = z.object({
  version: z.string(),
  host: z.enum(["desktop", "web"]),
  platform: z.string(),
  node: z.string(),
  dirs: z.object({ configDir: z.string(), cacheDir: z.string(), projectsDir: z.string() }),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const pipelineStatusSchema = z.object({
  state: z.enum(["stopped", "starting", "ready", "busy", "failed"]),
  pid: z.number().nullable(),
  restarts: z.number(),
  lastProblem: z.string().nullable(),
});

export const appRouter = router({
  info: procedure.output(appInfoSchema).query(({ ctx }) => ({
    version: ctx.services.version,
    host: ctx.services.host,
    platform: process.platform,
    node: process.versions.node,
    dirs: ctx.services.dirs,
  })),

  /** The doctor's report, laid out for people. Loads the models, so that what it says of them is true. */
  doctorText: procedure.output(z.string()).query(async ({ ctx }) => {
    const { pipeline, dirs } = ctx.services;
    return formatDoctor(await collectDoctor({ pipeline, cacheDir: dirs.cacheDir, configDir: dirs.configDir }));
  }),

  pipeline: procedure.output(pipelineStatusSchema).query(({ ctx }) => ctx.services.pipeline.status()),

  /** The worker's state now and after every change. */
  watchPipeline: procedure.subscription(async function* ({ ctx, signal }) {
    const { pipeline } = ctx.services;
    const changes = streamOf<PipelineStatus>((listener) => pipeline.onStatus(listener), signal);
    yield pipelineStatusSchema.parse(pipeline.status());
    for await (const status of changes) yield pipelineStatusSchema.parse(status);
  }),
});
