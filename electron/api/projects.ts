import { z } from "zod";
import { errorReportSchema } from "#core/errors";
import { recentProjectSchema } from "#electron/config";
import { damageOf, listBackups, restoreBackup } from "#electron/store";
import { openDemo } from "./demo.ts";
import type { OpenProject } from "./project-registry.ts";
import { procedure, projectInput, router } from "./trpc.ts";

const dirInput = z.object({ dir: z.string().min(1).max(4096) });

export const openProjectSchema = z.object({ projectId: z.string(), dir: z.string(), title: z.string() });
export type OpenProjectInfo = z.infer<typeof openProjectSchema>;

export const backupSchema = z.object({ file: z.string(), at: z.string(), bytes: z.number() });

export const verifyReportSchema = z.object({
  ok: z.boolean(),
  events: z.number(),
  chains: z.array(
    z.object({
      author: z.string(),
      device: z.string(),
      events: z.number(),
      head: z.string(),
      ok: z.boolean(),
      problem: z.string().nullable(),
    }),
  ),
  database: z.string(),
  projection: z.array(z.string()),
});

const infoOf = ({ id, store }: OpenProject): OpenProjectInfo => ({ projectId: id, dir: store.dir, title: store.title });

export const projectsRouter = router({
  recent: procedure.output(z.array(recentProjectSchema)).query(({ ctx }) => [...ctx.services.projects.recents()]),
  forget: procedure.input(dirInput).mutation(({ ctx, input }) => ctx.services.projects.forget(input.dir)),

  open: procedure
    .input(dirInput)
    .output(openProjectSchema)
    .mutation(({ ctx, input }) => infoOf(ctx.services.projects.open(input.dir))),

  create: procedure
    .input(dirInput.extend({ title: z.string().trim().min(1).max(200) }))
    .output(openProjectSchema)
    .mutation(({ ctx, input }) => infoOf(ctx.services.projects.create(input.dir, input.title))),

  /** The demo is made in the user's projects folder on its first opening and is an ordinary project from then on. */
  openDemo: procedure.output(openProjectSchema).mutation(async ({ ctx }) => infoOf(await openDemo(ctx.services))),

  close: procedure.input(projectInput).mutation(async ({ ctx, input }) => {
    ctx.services.jobs.cancelProject(input.projectId);
    await ctx.services.batches.endProject(input.projectId);
    await ctx.services.transfers.endProject(input.projectId);
    ctx.services.projects.close(input.projectId);
  }),

  /** Whether the log of an open project verifies; the report says what doesn't and what to do. */
  check: procedure
    .input(projectInput)
    .output(errorReportSchema.nullable())
    .query(async ({ ctx, input }) => {
      const { dir } = ctx.services.projects.get(input.projectId);
      return damageOf(dir, await ctx.services.verify(dir));
    }),

  verify: procedure
    .input(dirInput)
    .output(verifyReportSchema)
    .query(async ({ ctx, input }) => {
      const report = await ctx.services.verify(input.dir);
      return { ...report, chains: [...report.chains], projection: [...report.projection] };
    }),

  backups: procedure
    .input(dirInput)
    .output(z.array(backupSchema))
    .query(({ input }) => [...listBackups(input.dir)]),

  /** The damaged file is kept beside the restored one. */
  restoreBackup: procedure
    .input(dirInput.extend({ file: z.string().min(1).max(4096) }))
    .mutation(({ input }) => restoreBackup(input.dir, input.file)),
});
