import type { AppError } from "#core/errors";
import type { EngineProgress } from "#native-models/engine";
import type { PipelineRequestKind } from "./contract.ts";
import type { FromWorker } from "./protocol.ts";
import { createJobQueue, type JobQueue } from "./queue.ts";

export interface Job {
  readonly id: number;
  readonly kind: PipelineRequestKind;
  readonly input: unknown;
  readonly priority: number;
  readonly onProgress: ((progress: EngineProgress) => void) | undefined;
  attempts: number;
  settled: boolean;
  resolve(output: unknown): void;
  reject(error: AppError): void;
}

export type Outcome =
  | Extract<FromWorker, { type: "done" | "failed" }>
  | { readonly type: "died"; readonly end: string };

/** Jobs that are done one after another. What runs is kept with the function that ends its wait. */
export interface Lane {
  readonly queue: JobQueue<Job>;
  /** Only one loop works off the queue at any time. */
  pumping: boolean;
  running: { readonly job: Job; readonly settle: (outcome: Outcome) => void; readonly ended: Promise<Outcome> } | null;
}

const createLane = (): Lane => ({ queue: createJobQueue<Job>(), pumping: false, running: null });

/**
 * Two lanes on one worker: a click is answered between two steps of the run or the encoding that is under way,
 * instead of after it. Within a lane the queue's order holds.
 */
export interface Lanes {
  readonly all: readonly Lane[];
  of(job: Job): Lane;
  /** The job with this id that runs now. */
  running(id: number): Lane["running"];
  readonly busy: boolean;
}

export function createLanes(): Lanes {
  const clicks = createLane();
  const work = createLane();
  const all = [clicks, work];
  return {
    all,
    of: (job) => (job.priority > 0 ? clicks : work),
    running: (id) => all.map((lane) => lane.running).find((running) => running?.job.id === id) ?? null,
    get busy() {
      return all.some((lane) => lane.running !== null);
    },
  };
}
