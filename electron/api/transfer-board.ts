import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AppError, errorReportSchema, toErrorReport } from "#core/errors";
import {
  type TransferProgress,
  type TransferReport,
  transferProgressSchema,
  transferReportSchema,
} from "#core/samples";
import type { ProjectStore } from "#electron/store";

/** An import or export that was started from the studio. */
export const transferJobSchema = z.object({
  id: z.string(),
  projectId: z.string(),
  kind: z.enum(["import", "predictions", "export"]),
  format: z.string(),
  /** What is read, or where it goes. */
  path: z.string(),
  state: z.enum(["running", "done", "failed", "cancelled"]),
  progress: transferProgressSchema.nullable(),
  /** Of a cancelled import too: what was taken stays. */
  report: transferReportSchema.nullable(),
  error: errorReportSchema.nullable(),
});
export type TransferJob = z.infer<typeof transferJobSchema>;

export type TransferStart = Pick<TransferJob, "projectId" | "kind" | "format" | "path">;

/** The work itself; it answers with its report and throws when it could not be done. */
export type TransferWork = (hooks: {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
}) => Promise<TransferReport>;

interface Entry {
  job: TransferJob;
  readonly abort: AbortController;
  readonly startedAt: string;
  ended: Promise<void>;
}

const FINISHED_KEPT = 20;
/** Progress is for eyes: more often than this nobody sees it. */
const PROGRESS_MS = 150;

/** Imports and exports under way, one a project, and who wants to hear of them. */
export class TransferBoard {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(job: TransferJob) => void>();

  list(projectId: string): readonly TransferJob[] {
    return [...this.#entries.values()].map((entry) => entry.job).filter((job) => job.projectId === projectId);
  }

  onUpdate(listener: (job: TransferJob) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Throws `conflict` while another transfer of the project goes on. */
  start(store: ProjectStore, what: TransferStart, work: TransferWork): TransferJob {
    const running = this.list(what.projectId).find((job) => job.state === "running");
    if (running !== undefined) throw busy(running);
    const job: TransferJob = {
      ...what,
      id: randomUUID(),
      state: "running",
      progress: null,
      report: null,
      error: null,
    };
    const startedAt = new Date().toISOString();
    const entry: Entry = { job, abort: new AbortController(), startedAt, ended: Promise.resolve() };
    this.#entries.set(job.id, entry);
    this.#change(entry, store, {});
    entry.ended = this.#perform(entry, store, work);
    return job;
  }

  cancel(jobId: string): void {
    this.#entries.get(jobId)?.abort.abort();
  }

  /** Cancels what the project has under way and waits until it has let go of the store. */
  async endProject(projectId: string): Promise<void> {
    const mine = [...this.#entries.values()].filter(({ job }) => job.projectId === projectId);
    for (const { abort } of mine) abort.abort();
    await Promise.all(mine.map(({ ended }) => ended));
  }

  async endAll(): Promise<void> {
    const projects = new Set([...this.#entries.values()].map(({ job }) => job.projectId));
    await Promise.all([...projects].map((projectId) => this.endProject(projectId)));
  }

  async #perform(entry: Entry, store: ProjectStore, work: TransferWork): Promise<void> {
    const { signal } = entry.abort;
    let told = 0;
    const onProgress = (progress: TransferProgress) => {
      const now = performance.now();
      if (now - told < PROGRESS_MS) return;
      told = now;
      this.#change(entry, store, { progress });
    };
    try {
      const report = await work({ signal, onProgress });
      this.#change(entry, store, { state: report.cancelled ? "cancelled" : "done", report });
    } catch (thrown) {
      const error = toErrorReport(thrown);
      const isCancelled = signal.aborted || error.code === "cancelled";
      this.#change(entry, store, isCancelled ? { state: "cancelled" } : { state: "failed", error });
    } finally {
      this.#dropOldest();
    }
  }

  #change(entry: Entry, store: ProjectStore, change: Partial<TransferJob>): void {
    const isNew = change.state !== undefined || entry.job.progress === null;
    entry.job = { ...entry.job, ...change };
    if (isNew) note(store, entry);
    for (const listener of this.#listeners) listener(entry.job);
  }

  #dropOldest(): void {
    const finished = [...this.#entries.values()].filter(({ job }) => job.state !== "running");
    for (const { job } of finished.slice(0, Math.max(0, finished.length - FINISHED_KEPT))) this.#entries.delete(job.id);
  }
}

function busy(running: TransferJob): AppError {
  return new AppError({
    code: "conflict",
    message: `This project is busy: ${running.kind === "export" ? "an export" : "an import"} is under way.`,
    where: running.path,
    cure: "Wait until it has ended, or cancel it first.",
  });
}

/** Keeps the job's state in the project, so that a reopened one knows what was interrupted. */
function note(store: ProjectStore, { job, startedAt }: Entry): void {
  const error = job.error?.message ?? null;
  const row = { id: job.id, kind: job.kind, sampleId: null, state: job.state, attempts: 1, error, at: startedAt };
  try {
    store.recordJob(row);
  } catch (thrown) {
    console.error(`The state of transfer ${job.id} could not be noted:`, toErrorReport(thrown).message);
  }
}
