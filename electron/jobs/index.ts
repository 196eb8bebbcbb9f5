import type { Pipeline, PipelineSettings } from "./contract.ts";
import { DEFAULT_TIMES, PipelineSupervisor, type SupervisorTimes } from "./supervisor.ts";
import { forkTransport, type SpawnWorker, utilityTransport } from "./transport.ts";

export type * from "./contract.ts";
export { defaultMemoryCeiling } from "./memory-ceiling.ts";
export { createJobQueue, type JobQueue } from "./queue.ts";
export type { SupervisorTimes } from "./supervisor.ts";
export {
  forkTransport,
  type SpawnWorker,
  type UtilityProcessModule,
  utilityTransport,
  type WorkerEvents,
  type WorkerTransport,
} from "./transport.ts";

export interface PipelineOptions {
  /** The built worker (.vite/build/worker.cjs). */
  readonly workerFile: string;
  readonly settings: PipelineSettings;
  /** How a worker process is started; by default as fits the process that asks. */
  readonly spawn?: SpawnWorker;
  /** Receives every line that a worker writes, and why one was replaced. */
  readonly log?: (line: string) => void;
  readonly times?: Partial<SupervisorTimes>;
}

/** Starts nothing yet: the worker comes up with the first request. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { spawn } = options;
  return new PipelineSupervisor({
    workerFile: options.workerFile,
    settings: options.settings,
    spawn: spawn ? async () => spawn : spawnForThisProcess,
    log: options.log ?? (() => {}),
    times: { ...DEFAULT_TIMES, ...options.times },
  });
}

async function spawnForThisProcess(): Promise<SpawnWorker> {
  if (!process.versions.electron) return forkTransport;
  const { utilityProcess } = await import("electron");
  return utilityTransport(utilityProcess);
}
