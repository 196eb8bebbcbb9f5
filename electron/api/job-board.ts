import { randomUUID } from "node:crypto";
import { z } from "zod";
import { errorReportSchema, toErrorReport } from "#core/errors";
import { type RunRequest, sampleDetailSchema } from "#core/samples";
import { type RunServices, runSample, type SampleToRun } from "#electron/runs";
import type { JobRecord, ProjectStore } from "#electron/store";
import { intactImage } from "./intact-image.ts";
import { sampleToRun } from "./sample-to-run.ts";

export const jobUpdateSchema = z.object({
  id: z.string(),
  projectId: z.string(),
  sampleId: z.string(),
  kind: z.literal("run"),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  step: z.string(),
  done: z.number(),
  total: z.number(),
  error: errorReportSchema.nullable(),
  /** With `done`: the sample as it is now, so that the screen need not ask. */
  sample: sampleDetailSchema.nullable(),
});
export type JobUpdate = z.infer<typeof jobUpdateSchema>;

interface Entry {
  update: JobUpdate;
  readonly abort: AbortController;
}

const FINISHED_KEPT = 200;

/** Runs that were started from the studio: their state, their progress, and who wants to hear of it. */
export class JobBoard {
  readonly #services: () => RunServices;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(update: JobUpdate) => void>();

  /** `services` is asked anew by each run, so that it sees the settings as they are then. */
  constructor(services: () => RunServices) {
    this.#services = services;
  }

  /** Without the samples, which are large: whoever lists asks for those that it shows. */
  list(projectId: string): readonly JobUpdate[] {
    return [...this.#entries.values()].map((entry) => entry.update).filter((update) => update.projectId === projectId);
  }

  onUpdate(listener: (update: JobUpdate) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Queues a run of one sample; an unfinished run of the same sample is answered instead of a second one. */
  startRun(projectId: string, store: ProjectStore, sampleId: string, request: RunRequest): JobUpdate {
    const running = this.list(projectId).find((job) => job.sampleId === sampleId && isOpen(job));
    if (running) return running;
    const sample = store.sample(sampleId);
    const toRun = sampleToRun(sample, intactImage(store, sample.imageId), request);
    const update: JobUpdate = {
      id: randomUUID(),
      projectId,
      sampleId,
      kind: "run",
      state: "queued",
      step: "queued",
      done: 0,
      total: 1,
      error: null,
      sample: null,
    };
    const entry: Entry = { update, abort: new AbortController() };
    this.#entries.set(update.id, entry);
    this.#publish(entry, store, {});
    void this.#work(entry, store, toRun);
    return update;
  }

  cancel(jobId: string): void {
    this.#entries.get(jobId)?.abort.abort();
  }

  cancelProject(projectId: string): void {
    for (const job of this.list(projectId)) if (isOpen(job)) this.cancel(job.id);
  }

  async #work(entry: Entry, store: ProjectStore, toRun: SampleToRun): Promise<void> {
    try {
      const result = await runSample(this.#services(), toRun, {
        signal: entry.abort.signal,
        onProgress: ({ step, done, total }) => this.#publish(entry, store, { state: "running", step, done, total }),
      });
      // Between the worker's answer and this line the user may have cancelled or closed the project.
      entry.abort.signal.throwIfAborted();
      store.recordRun(entry.update.sampleId, result);
      this.#publish(entry, store, {
        state: "done",
        step: "done",
        done: 1,
        total: 1,
        sample: store.sample(entry.update.sampleId),
      });
    } catch (thrown) {
      const error = toErrorReport(thrown);
      this.#publish(entry, store, error.code === "cancelled" ? { state: "cancelled" } : { state: "failed", error });
    } finally {
      this.#dropOldest();
    }
  }

  #publish(entry: Entry, store: ProjectStore, change: Partial<JobUpdate>): void {
    const before = entry.update.state;
    const update = { ...entry.update, ...change };
    entry.update = { ...update, sample: null };
    if (before !== update.state || update.state === "queued") record(store, update);
    for (const listener of this.#listeners) listener(update);
  }

  #dropOldest(): void {
    const finished = [...this.#entries.values()].filter((entry) => !isOpen(entry.update));
    for (const entry of finished.slice(0, Math.max(0, finished.length - FINISHED_KEPT))) {
      this.#entries.delete(entry.update.id);
    }
  }
}

function isOpen(job: JobUpdate): boolean {
  return job.state === "queued" || job.state === "running";
}

/** Keeps the job's state in the project. A project that was closed meanwhile has nothing left to note it in. */
function record(store: ProjectStore, update: JobUpdate): void {
  const row: JobRecord = {
    id: update.id,
    kind: update.kind,
    sampleId: update.sampleId,
    state: update.state,
    attempts: 1,
    error: update.error?.message ?? null,
    at: new Date().toISOString(),
  };
  try {
    store.recordJob(row);
  } catch (thrown) {
    console.error(`The state of job ${update.id} could not be noted:`, toErrorReport(thrown).message);
  }
}
