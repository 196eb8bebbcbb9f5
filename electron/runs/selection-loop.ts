import { AppError, type ErrorCode, type ErrorReport, toErrorReport } from "#core/errors";
import type { RunResult } from "#core/samples";
import { FATAL, PATIENCE, SYSTEMIC } from "./failure-policy.ts";

export interface PlacedSample {
  readonly sampleId: string;
  readonly place: number;
}

export type LoopOutcome =
  | { readonly kind: "result"; readonly result: RunResult; readonly failure: ErrorReport | null }
  | { readonly kind: "failed"; readonly error: ErrorReport }
  | { readonly kind: "unneeded" };

export interface LoopParts {
  /** The first sample behind a place (-1: from the start) that waits for its turn; null: there is none. */
  waiting(place: number): PlacedSample | null;
  /** A sample's run; null where it is not needed any more. What it throws is told of the sample, or ends the run. */
  run(
    sampleId: string,
    signal: AbortSignal,
  ): Promise<Pick<LoopOutcome & { kind: "result" }, "result" | "failure"> | null>;
  /** The outcome is on the disk when this returns. */
  settle(sampleId: string, outcome: LoopOutcome): void;
  /** These failed for a reason that is not theirs, and wait again. */
  requeue(sampleIds: readonly string[]): void;
  /** Samples under way at once. */
  readonly window: number;
}

/**
 * Runs one waiting sample after the other until none is left, or `signal` says stop: then what is under way is dropped
 * and waits on. A sample's failure is kept and the loop goes on; throws `cancelled`, what no further sample would be
 * spared, and the last failure where several in a row failed at the endpoint or in the worker.
 */
export async function runSelection(parts: LoopParts, signal: AbortSignal): Promise<void> {
  await new SelectionLoop(parts, signal).finish();
}

class SelectionLoop {
  readonly #parts: LoopParts;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  #fatal: unknown = null;
  /** The samples that failed in a row, and were not to blame for it. */
  #streak: string[] = [];

  constructor(parts: LoopParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  async finish(): Promise<void> {
    const cancel = () => this.#stop.abort();
    if (this.#signal.aborted) cancel();
    this.#signal.addEventListener("abort", cancel, { once: true });
    const pending = new Set<Promise<void>>();
    let place = -1;
    try {
      while (!this.#stop.signal.aborted) {
        const next = this.#parts.waiting(place);
        if (next === null) {
          if (place === -1) break;
          // Samples that were put back meanwhile wait before this place.
          await Promise.all(pending);
          place = -1;
          continue;
        }
        place = next.place;
        const work = this.#take(next.sampleId).finally(() => pending.delete(work));
        pending.add(work);
        if (pending.size >= this.#parts.window) await Promise.race(pending);
      }
    } catch (thrown) {
      this.#end(thrown);
    } finally {
      await Promise.all(pending);
      this.#signal.removeEventListener("abort", cancel);
    }
    if (this.#fatal !== null) throw this.#fatal;
    if (this.#signal.aborted) throw stopped();
  }

  /** Never rejects: what ends the run is kept, and thrown when everything under way has come to rest. */
  async #take(sampleId: string): Promise<void> {
    try {
      const outcome = await this.#outcome(sampleId);
      if (outcome === null) return;
      this.#parts.settle(sampleId, outcome);
      this.#endIfHopeless(sampleId, outcome);
    } catch (thrown) {
      this.#end(thrown);
    }
  }

  /** Null where the run was stopped meanwhile: the sample waits on. */
  async #outcome(sampleId: string): Promise<LoopOutcome | null> {
    const { signal } = this.#stop;
    try {
      const answer = await this.#parts.run(sampleId, signal);
      if (signal.aborted) return null;
      return answer === null ? { kind: "unneeded" } : { kind: "result", ...answer };
    } catch (thrown) {
      if (signal.aborted) return null;
      const error = toErrorReport(thrown);
      if (FATAL.has(error.code)) throw thrown;
      return { kind: "failed", error };
    }
  }

  #endIfHopeless(sampleId: string, outcome: LoopOutcome): void {
    const error = outcome.kind === "failed" ? outcome.error : outcome.kind === "result" ? outcome.failure : null;
    if (error === null || !SYSTEMIC.has(error.code)) {
      this.#streak = [];
      return;
    }
    this.#streak.push(sampleId);
    if (this.#streak.length < PATIENCE) return;
    this.#parts.requeue(this.#streak);
    const message = `${PATIENCE} samples in a row failed, so the run paused. ${error.message}`;
    throw new AppError({ ...error, code: error.code as ErrorCode, message });
  }

  #end(thrown: unknown): void {
    this.#fatal ??= thrown;
    this.#stop.abort();
  }
}

function stopped(): AppError {
  return new AppError({ code: "cancelled", message: "The run was stopped.", cure: "Resume it when you want it." });
}
