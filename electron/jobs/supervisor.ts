import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { AppError, fromErrorReport, toErrorReport } from "#core/errors";
import type {
  Pipeline,
  PipelineRequestKind,
  PipelineRequests,
  PipelineSettings,
  PipelineStatus,
  RequestOptions,
  WorkerState,
} from "./contract.ts";
import { cancelledJob, diedTwice, missingWorkerFile, pipelineStopped, quote, startFailure } from "./failures.ts";
import { createLanes, type Job, type Lane, type Outcome } from "./lane.ts";
import { defaultMemoryCeiling } from "./memory-ceiling.ts";
import type { FromWorker } from "./protocol.ts";
import type { SpawnWorker } from "./transport.ts";
import { startWorkerProcess, type WorkerProcess } from "./worker-process.ts";

export interface SupervisorTimes {
  /** A worker that has not said "ready" after this is ended. */
  readonly handshakeMs: number;
  /** Pause before the second start; doubles with every further one. */
  readonly backoffMs: number;
  /** Starts that fail in a row before the waiting jobs are refused. */
  readonly maxStarts: number;
  /** Between asking a worker to end and ending it. */
  readonly stopGraceMs: number;
}

export const DEFAULT_TIMES: SupervisorTimes = Object.freeze({
  handshakeMs: 30_000,
  backoffMs: 250,
  maxStarts: 3,
  stopGraceMs: 3_000,
});

export interface SupervisorOptions {
  readonly workerFile: string;
  readonly settings: PipelineSettings;
  readonly spawn: () => Promise<SpawnWorker>;
  readonly log: (line: string) => void;
  readonly times: SupervisorTimes;
}

/** A job is tried once more on a new worker when its worker died under it. */
const MAX_ATTEMPTS = 2;

/**
 * Keeps one worker process, feeds it one job a lane at a time and outlives it. A click has a lane of its own and is
 * answered between two steps of what else is under way; all other jobs wait for each other.
 */
export class PipelineSupervisor implements Pipeline {
  readonly #options: SupervisorOptions;
  readonly #lanes = createLanes();
  readonly #listeners = new Set<(status: PipelineStatus) => void>();
  #settings: PipelineSettings;
  #worker: WorkerProcess | null = null;
  /** A worker on its way up; both lanes wait for the same one. */
  #starting: Promise<WorkerProcess> | null = null;
  /** The end of a worker that was told to go; the next one waits for it, so that memory is never held twice. */
  #retiring: Promise<void> = Promise.resolve();
  #state: WorkerState = "stopped";
  #starts = 0;
  #lastProblem: string | null = null;
  #nextId = 1;
  #outdated = false;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  request<K extends PipelineRequestKind>(
    kind: K,
    input: PipelineRequests[K]["input"],
    options: RequestOptions = {},
  ): Promise<PipelineRequests[K]["output"]> {
    if (this.#stopped) return Promise.reject(pipelineStopped(kind));
    if (options.signal?.aborted) return Promise.reject(cancelledJob(kind));
    return new Promise((resolve, reject) => {
      const { signal } = options;
      const onAbort = () => this.#cancel(job);
      const settle = (act: () => void) => {
        if (job.settled) return;
        job.settled = true;
        signal?.removeEventListener("abort", onAbort);
        act();
      };
      const job: Job = {
        id: this.#nextId++,
        kind,
        input,
        priority: options.priority ?? 0,
        onProgress: options.onProgress,
        attempts: 0,
        settled: false,
        // The worker is our own build: its answer to `kind` has that kind's type.
        resolve: (output) => settle(() => resolve(output as PipelineRequests[K]["output"])),
        reject: (error) => settle(() => reject(error)),
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      const lane = this.#lanes.of(job);
      lane.queue.push(job, job.priority);
      void this.#pump(lane);
    });
  }

  status(): PipelineStatus {
    return {
      state: this.#state,
      pid: this.#worker?.pid ?? null,
      restarts: Math.max(0, this.#starts - 1),
      lastProblem: this.#lastProblem,
    };
  }

  onStatus(listener: (status: PipelineStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  configure(settings: PipelineSettings): void {
    this.#settings = settings;
    this.#outdated = this.#worker !== null;
    this.#retireIfOutdated();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    for (const { queue, running } of this.#lanes.all) {
      for (const job of queue.drain()) job.reject(pipelineStopped(job.kind));
      if (!running) continue;
      running.job.reject(pipelineStopped(running.job.kind));
      this.#worker?.send({ type: "cancel", id: running.job.id });
    }
    this.#retire();
    await this.#retiring;
  }

  /** Works off a lane's queue; only one call of it is under way at any time. */
  async #pump(lane: Lane): Promise<void> {
    if (lane.pumping) return;
    lane.pumping = true;
    try {
      while (!this.#stopped && lane.queue.size > 0) {
        const worker = await this.#readyWorker();
        // Taken only now: while a worker starts, a job of higher priority may still overtake.
        const job = this.#stopped ? null : lane.queue.take();
        if (job) this.#conclude(job, await this.#runOn(worker, job, lane), worker);
      }
    } catch (error) {
      const failure = error instanceof AppError ? error : fromErrorReport(toErrorReport(error));
      for (const job of lane.queue.drain()) job.reject(failure);
    } finally {
      lane.pumping = false;
    }
    this.#retireIfOutdated();
  }

  async #runOn(worker: WorkerProcess, job: Job, lane: Lane): Promise<Outcome> {
    job.attempts++;
    let settle: (outcome: Outcome) => void = () => {};
    const ended = new Promise<Outcome>((done) => {
      settle = done;
    });
    lane.running = { job, settle, ended };
    this.#setState("busy");
    void worker.ended.then((end) => settle({ type: "died", end }));
    worker.send({ type: "job", id: job.id, kind: job.kind, input: job.input });
    const outcome = await ended;
    lane.running = null;
    return outcome;
  }

  #conclude(job: Job, outcome: Outcome, worker: WorkerProcess): void {
    if (this.#stopped) return;
    if (outcome.type === "died") {
      this.#noteDeath(worker, outcome.end, `while it did "${job.kind}"`);
      if (job.settled) return;
      if (job.attempts < MAX_ATTEMPTS) this.#lanes.of(job).queue.pushFront(job, job.priority);
      else job.reject(diedTwice(job.kind, outcome.end, worker.lastLines()));
      return;
    }
    if (outcome.type === "done") job.resolve(outcome.output);
    else job.reject(fromErrorReport(outcome.error));
    if (!this.#lanes.busy) this.#setState("ready");
    const ceiling = this.#settings.memoryCeilingBytes || defaultMemoryCeiling(totalmem());
    if (outcome.rss > ceiling) {
      this.#lastProblem = `The worker held ${mib(outcome.rss)}, more than its ceiling of ${mib(ceiling)}, and is replaced.`;
      this.#options.log(this.#lastProblem);
      this.#outdated = true;
    }
    this.#retireIfOutdated();
  }

  #cancel(job: Job): void {
    if (this.#lanes.of(job).queue.remove(job)) job.reject(cancelledJob(job.kind));
    if (this.#lanes.running(job.id) === null) return;
    // The caller need not wait for the step that is under way; the worker is told and its late answer dropped.
    job.reject(cancelledJob(job.kind));
    this.#worker?.send({ type: "cancel", id: job.id });
  }

  /** Throws AppError `worker-failed` after `maxStarts` failures in a row; the next request tries afresh. */
  async #readyWorker(): Promise<WorkerProcess> {
    if (this.#starting) return this.#starting;
    if (this.#worker?.alive && !this.#outdated) return this.#worker;
    this.#starting = this.#replaceWorker().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #replaceWorker(): Promise<WorkerProcess> {
    // An outdated worker first ends what the other lane has it do.
    await Promise.all(this.#lanes.all.map((lane) => lane.running?.ended));
    this.#retire();
    const { workerFile, times } = this.#options;
    for (let attempt = 1; ; attempt++) {
      await this.#retiring;
      if (this.#stopped) throw pipelineStopped("start");
      if (!existsSync(workerFile)) throw this.#giveUp(missingWorkerFile(workerFile));
      const worker = await this.#spawnWorker();
      const problem = await worker.ready;
      if (this.#stopped) throw pipelineStopped("start");
      if (problem === null) {
        this.#setState("ready");
        return worker;
      }
      this.#worker = null;
      await worker.ended;
      this.#lastProblem = `The worker could not be started: ${problem}.${quote(worker.lastLines())}`;
      if (attempt >= times.maxStarts)
        throw this.#giveUp(startFailure(workerFile, problem, attempt, worker.lastLines()));
      await this.#pause(times.backoffMs * 2 ** (attempt - 1));
    }
  }

  async #spawnWorker(): Promise<WorkerProcess> {
    const spawn = await this.#options.spawn();
    this.#outdated = false;
    const worker = startWorkerProcess({
      workerFile: this.#options.workerFile,
      settings: this.#settings,
      spawn,
      handshakeMs: this.#options.times.handshakeMs,
      onMessage: (message) => this.#receive(message),
      log: this.#options.log,
    });
    this.#starts++;
    this.#worker = worker;
    this.#setState("starting");
    void worker.ended.then((end) => {
      // Under a job its own outcome tells; here it died while nothing was asked of it.
      if (this.#worker === worker && this.#state === "ready" && !this.#lanes.busy)
        this.#noteDeath(worker, end, "while it was idle");
    });
    return worker;
  }

  #receive(message: FromWorker): void {
    if (message.type === "ready") return;
    const running = this.#lanes.running(message.id);
    if (running === null) return;
    if (message.type !== "progress") running.settle(message);
    else if (!running.job.settled) running.job.onProgress?.(message.progress);
  }

  #noteDeath(worker: WorkerProcess, end: string, when: string): void {
    // Both lanes may have lost a job to the same death.
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#lastProblem = `The pipeline worker died ${when} (${end}).${quote(worker.lastLines())}`;
    this.#options.log(this.#lastProblem);
    this.#setState("stopped");
  }

  #giveUp(error: AppError): AppError {
    this.#lastProblem = error.message;
    this.#setState("failed");
    return error;
  }

  #retireIfOutdated(): void {
    if (this.#outdated && !this.#lanes.busy && !this.#starting) this.#retire();
  }

  /** Lets the present worker go; whoever needs one next waits for its end. */
  #retire(): void {
    this.#outdated = false;
    const worker = this.#worker;
    if (worker) {
      this.#worker = null;
      const ended = worker.stop(this.#options.times.stopGraceMs);
      this.#retiring = Promise.all([this.#retiring, ended]).then(() => {});
    }
    if (this.#state !== "failed" || this.#stopped) this.#setState("stopped");
  }

  #pause(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  #setState(state: WorkerState): void {
    this.#state = state;
    const status = this.status();
    for (const listener of this.#listeners) listener(status);
  }
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}
