import { AppError } from "#core/errors";
import type {
  Pipeline,
  PipelineRequestKind,
  PipelineRequests,
  PipelineSettings,
  PipelineStatus,
  RequestOptions,
} from "#electron/jobs";

/** A request that a test answers by hand. */
export interface HeldCall<K extends PipelineRequestKind> {
  readonly input: PipelineRequests[K]["input"];
  readonly options: RequestOptions;
  finish(output: PipelineRequests[K]["output"]): void;
  fail(thrown: unknown): void;
  /** Resolves when the caller gave up. */
  readonly cancelled: Promise<void>;
}

type AnyHeld = HeldCall<PipelineRequestKind>;

/** Runs no model: every request waits until the test takes it with `next` and answers it. */
export class FakePipeline implements Pipeline {
  readonly statusListeners = new Set<(status: PipelineStatus) => void>();
  readonly #held = new Map<PipelineRequestKind, AnyHeld[]>();
  readonly #waiting = new Map<PipelineRequestKind, ((call: AnyHeld) => void)[]>();
  readonly #listenerWaits: { readonly count: number; readonly resolve: () => void }[] = [];
  #status: PipelineStatus = { state: "stopped", pid: null, restarts: 0, lastProblem: null };
  stopped = false;

  request<K extends PipelineRequestKind>(
    kind: K,
    input: PipelineRequests[K]["input"],
    options: RequestOptions = {},
  ): Promise<PipelineRequests[K]["output"]> {
    return new Promise((finish, fail) => {
      const cancelled = new Promise<void>((resolve) => {
        const giveUp = () => {
          fail(new AppError({ code: "cancelled", message: `"${kind}" was cancelled.`, cure: "Start it again." }));
          resolve();
        };
        if (options.signal?.aborted) giveUp();
        else options.signal?.addEventListener("abort", giveUp, { once: true });
      });
      const call = { input, options, finish, fail, cancelled } as unknown as AnyHeld;
      const taker = this.#waiting.get(kind)?.shift();
      if (taker) taker(call);
      else this.#held.set(kind, [...(this.#held.get(kind) ?? []), call]);
    });
  }

  /** The next request of a kind, or the first that nobody took yet. */
  next<K extends PipelineRequestKind>(kind: K): Promise<HeldCall<K>> {
    const held = this.#held.get(kind)?.shift();
    if (held) return Promise.resolve(held as unknown as HeldCall<K>);
    return new Promise((resolve) => {
      const takers = this.#waiting.get(kind) ?? [];
      this.#waiting.set(kind, [...takers, resolve as unknown as (call: AnyHeld) => void]);
    });
  }

  status(): PipelineStatus {
    return this.#status;
  }

  onStatus(listener: (status: PipelineStatus) => void): () => void {
    this.statusListeners.add(listener);
    this.#tellWaits();
    return () => {
      this.statusListeners.delete(listener);
      this.#tellWaits();
    };
  }

  /** Resolves as soon as so many listen. */
  listeners(count: number): Promise<void> {
    if (this.statusListeners.size === count) return Promise.resolve();
    return new Promise((resolve) => this.#listenerWaits.push({ count, resolve }));
  }

  setStatus(change: Partial<PipelineStatus>): void {
    this.#status = { ...this.#status, ...change };
    for (const listener of this.statusListeners) listener(this.#status);
  }

  configure(_settings: PipelineSettings): void {}

  async stop(): Promise<void> {
    this.stopped = true;
  }

  #tellWaits(): void {
    for (const wait of this.#listenerWaits) if (wait.count === this.statusListeners.size) wait.resolve();
  }
}
