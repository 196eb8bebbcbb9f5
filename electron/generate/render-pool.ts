import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { type ErrorReport, fromErrorReport } from "#core/errors";
import { type Rendered, type RenderTask, renderTask } from "./render-task.ts";

export type RenderAnswer = { readonly rendered: Rendered } | { readonly error: ErrorReport };

/** Renders tasks in their order on several threads; at most two a thread are under way or wait. */
export interface RenderPool {
  /** The next task's answer. Throws what rendering threw, and the signal's reason. */
  next(signal: AbortSignal | undefined): Promise<Rendered>;
  close(): Promise<void>;
}

/**
 * `builtFile` is any of the built files; where the thread's file is not beside it (tests that run the sources) this
 * thread renders. `threads` is 0 for one a core.
 */
export function createRenderPool(tasks: readonly RenderTask[], builtFile: string, threads: number): RenderPool {
  const file = join(dirname(builtFile), "render-worker.cjs");
  if (!existsSync(file)) return renderHere(tasks);
  const count = Math.min(threads || availableParallelism(), tasks.length);
  const workers = Array.from({ length: count }, () => new RenderThread(file));
  const underWay: Promise<Rendered>[] = [];
  let started = 0;
  const fill = () => {
    while (started < tasks.length && underWay.length < 2 * count) {
      const work = (workers[started % count] as RenderThread).render(tasks[started] as RenderTask);
      // Whoever awaits it hears of a failure; until then it is none that nobody handles.
      work.catch(() => {});
      underWay.push(work);
      started++;
    }
  };
  return {
    async next(signal) {
      fill();
      const first = underWay.shift();
      if (first === undefined) throw new Error("All tasks are done.");
      return await abortable(first, signal);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.end()));
    },
  };
}

function renderHere(tasks: readonly RenderTask[]): RenderPool {
  let next = 0;
  return { next: () => renderTask(tasks[next++] as RenderTask), close: async () => {} };
}

/** A thread that answers its tasks one after the other, in their order. */
class RenderThread {
  readonly #worker: Worker;
  readonly #waiting: { resolve: (rendered: Rendered) => void; reject: (thrown: unknown) => void }[] = [];

  constructor(file: string) {
    this.#worker = new Worker(file);
    this.#worker.on("message", (answer: RenderAnswer) => {
      const waiting = this.#waiting.shift();
      if ("rendered" in answer) waiting?.resolve(answer.rendered);
      else waiting?.reject(fromErrorReport(answer.error));
    });
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", (code) => this.#fail(new Error(`A rendering thread ended (${code}).`)));
  }

  render(task: RenderTask): Promise<Rendered> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
