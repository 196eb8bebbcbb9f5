import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError, fromErrorReport } from "#core/errors";
import type { ImportPreview } from "#core/samples";
import type { FromWorker, WorkerOrder } from "./messages.ts";
import type { ReadingHooks } from "./read-batches.ts";
import { type ReadingProcessEvents, startReadingProcess } from "./reading-process.ts";
import type { Batch } from "./task.ts";

export interface WorkerLimits {
  /** A worker that says nothing for so long is ended. */
  readonly stallMs: number;
  /** JavaScript memory of the process, in MiB. */
  readonly memoryMb: number;
}

export const WORKER_LIMITS: WorkerLimits = { stallMs: 60_000, memoryMb: 768 };
/** A cancelled worker may finish what it is at; then it is ended. */
const GRACE_MS = 3_000;

/** The built worker beside the other built files (`workerFile` names one of them); null where it has not been built. */
export function datasetsWorkerBeside(workerFile: string): string | null {
  const file = join(dirname(workerFile), "datasets-worker.cjs");
  return existsSync(file) ? file : null;
}

/**
 * What the worker sends, as it comes; it is ended whatever happens. The worker waits with its next batch until the
 * caller asks for more. Throws what the worker's reading threw, `too-large` when it ran out of memory, `worker-failed`
 * when it hangs or dies, `cancelled`.
 */
export async function* readInWorker(
  file: string,
  order: WorkerOrder,
  hooks: ReadingHooks,
  limits: WorkerLimits,
): AsyncGenerator<Batch, ImportPreview | null, void> {
  const { source } = order.task;
  const inbox = new Inbox(hooks);
  const worker = await startReadingProcess(file, limits.memoryMb, inbox);
  inbox.noted = () => worker.send({ type: "noted" });
  worker.send({ type: "order", order });
  const cancel = () => {
    worker.send({ type: "cancel" });
    inbox.endAfter(GRACE_MS, cancelled());
  };
  if (hooks.signal.aborted) cancel();
  hooks.signal.addEventListener("abort", cancel);
  try {
    while (true) {
      const message = await inbox.next(limits.stallMs, source);
      if (message.type === "done") return message.preview;
      if (message.type === "failed") throw fromErrorReport(message.error);
      yield message.batch;
      worker.send({ type: "ack" });
    }
  } catch (thrown) {
    if (hooks.signal.aborted) throw cancelled();
    throw asReadingFailure(thrown, source, limits);
  } finally {
    hooks.signal.removeEventListener("abort", cancel);
    inbox.close();
    await worker.end();
  }
}

type Answer = Exclude<FromWorker, { readonly type: "notes" | "progress" }>;

/** Notes and progress are handed on as they come, answers wait for `next`. */
class Inbox implements ReadingProcessEvents {
  readonly #hooks: ReadingHooks;
  readonly #answers: Answer[] = [];
  /** Told after each message with notes. */
  noted: (() => void) | null = null;
  #failure: unknown = null;
  #wake: (() => void) | null = null;
  #heard = performance.now();
  #end: NodeJS.Timeout | null = null;

  constructor(hooks: ReadingHooks) {
    this.#hooks = hooks;
  }

  onMessage(message: FromWorker): void {
    this.#heard = performance.now();
    if (message.type === "notes") {
      for (const note of message.notes) this.#hooks.onNote(note);
      this.noted?.();
    } else if (message.type === "progress") this.#hooks.onProgress(message.done, message.total, message.unit);
    else this.#answers.push(message);
    this.#wake?.();
  }

  onEnd(how: string, lastWords: string): void {
    this.fail(new WorkerEnded(how, lastWords));
  }

  fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  endAfter(milliseconds: number, error: unknown): void {
    this.#end ??= setTimeout(() => this.fail(error), milliseconds);
  }

  close(): void {
    if (this.#end !== null) clearTimeout(this.#end);
  }

  /** Time that the caller took before asking does not count as silence. */
  async next(stallMs: number, source: string): Promise<Answer> {
    this.#heard = performance.now();
    while (true) {
      const answer = this.#answers.shift();
      if (answer !== undefined) return answer;
      if (this.#failure !== null) throw this.#failure;
      const left = this.#heard + stallMs - performance.now();
      if (left <= 0) throw stalled(stallMs, source);
      await this.#somethingWithin(left);
    }
  }

  #somethingWithin(milliseconds: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(() => done(), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

class WorkerEnded extends Error {
  readonly lastWords: string;

  constructor(how: string, lastWords: string) {
    super(`it ended by itself (${how})`);
    this.lastWords = lastWords;
  }
}

function asReadingFailure(thrown: unknown, source: string, { memoryMb }: WorkerLimits): unknown {
  if (!(thrown instanceof WorkerEnded)) return thrown;
  if (/heap out of memory|heap limit|Allocation failed|ERR_WORKER_OUT_OF_MEMORY/i.test(thrown.lastWords)) {
    const what = `Reading this took more than the ${memoryMb} MiB of memory that it may take.`;
    const cure = "Check that this is the right file; split it if it is.";
    return new AppError({ code: "too-large", message: what, where: source, cure }, { cause: thrown });
  }
  const words = thrown.lastWords.match(/^\w*Error: .*$/m)?.[0];
  const what = `The process that reads datasets failed: ${thrown.message}${words === undefined ? "" : `, ${words}`}.`;
  const cure = "Try again; if it happens again, please report it together with the file.";
  return new AppError({ code: "worker-failed", message: what, where: source, cure }, { cause: thrown });
}

function stalled(stallMs: number, source: string): AppError {
  return new AppError({
    code: "worker-failed",
    message: `Reading came no further for ${Math.round(stallMs / 1000)} s and was ended.`,
    where: source,
    cure: "Check that the disk answers and that the file is of the format that was chosen.",
  });
}

function cancelled(): AppError {
  return new AppError({
    code: "cancelled",
    message: "The work was cancelled.",
    cure: "Start it again when you want it; what was taken stays and is not taken twice.",
  });
}
