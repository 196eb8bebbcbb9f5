import { z } from "zod";
import { type Batch, batchSchema } from "#core/samples";
import type { Pace } from "#electron/runs";

/** A run over a selection as the studio sees it. */
export const batchInfoSchema = batchSchema.extend({
  projectId: z.string(),
  /** Of two tellings of one run the one with the greater number is the newer: an answer may arrive after later news. */
  telling: z.number().int(),
  /** Samples a second, and seconds for those that are left; null unless it runs and one was finished. */
  perSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** The sample under way (of several the one that moved last) and its step. */
  current: z.object({ sampleId: z.string(), step: z.string(), done: z.number(), total: z.number() }).nullable(),
});
export type BatchInfo = z.infer<typeof batchInfoSchema>;

export const batchNewsSchema = z.object({
  batch: batchInfoSchema,
  /** The sample that was finished just now; null where it is news of the run alone. */
  sampleId: z.string().nullable(),
});
export type BatchNews = z.infer<typeof batchNewsSchema>;

/** What is known of a run that goes on in this process. */
export interface BatchProgress {
  readonly pace: Pace;
  readonly current: BatchInfo["current"];
}

/** Begins with the time, so that a process that was started anew tells newer things than the one before. */
let tellings = Date.now() * 1000;

export function batchInfo(projectId: string, batch: Batch, progress: BatchProgress | null): BatchInfo {
  const left = batch.total - batch.done - batch.failed;
  return {
    ...batch,
    projectId,
    telling: ++tellings,
    perSecond: progress?.pace.perSecond() ?? null,
    secondsLeft: progress?.pace.secondsLeft(left) ?? null,
    current: progress?.current ?? null,
  };
}
