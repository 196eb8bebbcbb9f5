import { z } from "zod";
import { errorReportSchema, toErrorReport } from "#core/errors";
import { recentProjectSchema } from "#electron/config";
import { damageOf, listBackups, restoreBackup } from "#electron/store";
import { openDemo } from "./demo.ts";
import type { OpenProject } from "./project-registry.ts";
import { procedure, projectInput, router } from "./trpc.ts";
import { windowSchema } from "./windows.ts";

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

  /** Every change of the project, by whichever window or run, once it is on the disk. */
  watch: procedure.input(projectInput.extend({ window: windowSchema })).subscription(async function* ({
    ctx,
    input,
    signal,
  }) {
    const store = ctx.services.projects.get(input.projectId);
    yield* ctx.services.windows.watch(input.projectId, input.window, store, signal);
  }),

  /** A project that another window shows stays open until that one goes too. */
  close: procedure.input(projectInput.extend({ window: windowSchema.optional() })).mutation(async ({ ctx, input }) => {
    const { services } = ctx;
    const { projectId, window } = input;
    const close = async (): Promise<void> => {
      services.jobs.cancelProject(projectId);
      await services.batches.endProject(projectId);
      await services.transfers.endProject(projectId);
      services.projects.close(projectId);
    };
    if (window === undefined) return await close();
    let closing: Promise<void> | undefined;
    services.windows.leave(projectId, window, () => {
      closing = close();
      // Later than this answer it may have been closed otherwise.
      closing.catch((thrown: unknown) => console.warn("The project was not closed:", toErrorReport(thrown).message));
    });
    await closing;
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
