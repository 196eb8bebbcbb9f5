import { resolve } from "node:path";
import type { ImportPreview } from "#core/samples";
import { type PreviewTask, previewHere } from "./preview.ts";
import { readInWorker, WORKER_LIMITS, type WorkerLimits } from "./worker-link.ts";

export interface PreviewRequest {
  readonly format: string;
  readonly source: string;
  readonly options?: Readonly<Record<string, string>> | undefined;
  readonly mapping?: Readonly<Record<string, string>> | undefined;
  /** How many samples; 12 when left out. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The built worker (`datasetsWorkerBeside`); null reads in this thread. */
  readonly workerFile: string | null;
  readonly limits?: Partial<WorkerLimits> | undefined;
}

/** The first samples of a source, before anything is written. Throws as `importDataset`. */
export async function previewDataset(request: PreviewRequest): Promise<ImportPreview> {
  const { format, source, options = {}, mapping = {}, limit = 12, workerFile } = request;
  const task: PreviewTask = { format, source: resolve(source), options, mapping, limit };
  const signal = request.signal ?? new AbortController().signal;
  const hooks = { signal, onNote: () => {}, onProgress: () => {} };
  if (workerFile === null) return previewHere(task, hooks);
  const reading = readInWorker(workerFile, { kind: "preview", task }, hooks, { ...WORKER_LIMITS, ...request.limits });
  for (let step = await reading.next(); ; step = await reading.next()) {
    if (step.done && step.value !== null) return step.value;
    if (step.done) throw new Error("The reading thread answered without a preview.");
  }
}
