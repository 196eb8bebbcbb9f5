import { z } from "zod";
import { CACHE_KINDS, cacheReport, clearCache } from "#electron/cache";
import { procedure, router } from "./trpc.ts";

const kindSchema = z.enum(CACHE_KINDS);

export const cacheInfoSchema = z.object({
  dir: z.string(),
  kinds: z.array(z.object({ kind: kindSchema, bytes: z.number(), entries: z.number().int() })),
});

export const cacheRouter = router({
  get: procedure.output(cacheInfoSchema).query(async ({ ctx }) => {
    const { dir, kinds } = await cacheReport(ctx.services.dirs.cacheDir);
    return { dir, kinds: [...kinds] };
  }),

  /** Deletes one kind of what can be made again. */
  clear: procedure
    .input(z.object({ kind: kindSchema }))
    .output(z.object({ bytes: z.number() }))
    .mutation(async ({ ctx, input }) => ({ bytes: await clearCache(ctx.services.dirs.cacheDir, input.kind) })),
});
