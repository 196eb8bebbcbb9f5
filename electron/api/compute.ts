import { z } from "zod";
import type { ProvidersReport } from "#native-models/engine";
import { procedure, router } from "./trpc.ts";

export const providersInfoSchema = z.object({
  table: z.array(z.object({ name: z.string(), note: z.string(), reason: z.string().nullable() })),
  provider: z.string().nullable(),
  attempts: z.array(z.object({ provider: z.string(), ok: z.boolean(), reason: z.string() })),
  threads: z.number().int(),
});

const plain = ({ table, attempts, ...rest }: ProvidersReport) => ({
  ...rest,
  table: table.map((row) => ({ ...row })),
  attempts: attempts.map((attempt) => ({ ...attempt })),
});

export const computeRouter = router({
  /** What this machine's onnxruntime offers, as far as it can be seen without loading a model. */
  providers: procedure.output(providersInfoSchema).query(async ({ ctx, signal }) => {
    return plain(await ctx.services.pipeline.request("providers", {}, { signal, priority: 1 }));
  }),

  /** Loads the default model and answers what it then runs on: the one proof that a provider works. */
  load: procedure.output(providersInfoSchema).mutation(async ({ ctx, signal }) => {
    const { pipeline } = ctx.services;
    await pipeline.request("describe", {}, { signal });
    return plain(await pipeline.request("providers", {}, { signal, priority: 1 }));
  }),
});
