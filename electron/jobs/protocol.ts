import { z } from "zod";
import { errorReportSchema } from "#core/errors";

/** Messages between the main process and the pipeline worker. Buffers inside `input` and `output` travel as they are. */

export const requestKindSchema = z.enum(["encode", "segment", "discover", "score", "describe", "providers"]);

const settingsSchema = z.object({
  cacheDir: z.string(),
  packDirs: z.array(z.string()),
  provider: z.string(),
  threads: z.number().int().nonnegative(),
  embeddingCacheBytes: z.number().nonnegative(),
});

/** What the worker accepts. The first message is `start`; a job may come while another runs. */
export const toWorkerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("start"), settings: settingsSchema }),
  z.object({ type: z.literal("job"), id: z.number().int(), kind: requestKindSchema, input: z.unknown() }),
  z.object({ type: z.literal("cancel"), id: z.number().int() }),
  z.object({ type: z.literal("stop") }),
]);
export type ToWorker = z.infer<typeof toWorkerSchema>;

const progressSchema = z.object({ step: z.string(), done: z.number(), total: z.number() });

/** What the worker answers. `rss` is its resident memory in bytes when the job had ended. */
export const fromWorkerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("progress"), id: z.number().int(), progress: progressSchema }),
  z.object({ type: z.literal("done"), id: z.number().int(), output: z.unknown(), rss: z.number() }),
  z.object({ type: z.literal("failed"), id: z.number().int(), error: errorReportSchema, rss: z.number() }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
