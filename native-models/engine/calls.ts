import { AppError } from "#core/errors";
import type { EngineCallOptions } from "./contract.ts";

/** Throws `cancelled` if the call was aborted, after letting the abort's own message arrive. */
export async function checkpoint(options: EngineCallOptions | undefined): Promise<void> {
  // A session's run holds the thread: without a turn of the event loop no message would ever be read.
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (!options?.signal?.aborted) return;
  throw new AppError({
    code: "cancelled",
    message: "The work was cancelled.",
    cure: "Start it again when you want it.",
  });
}

/** Reports a step; what a listener throws is its own business and never the work's. */
export function report(options: EngineCallOptions | undefined, step: string, done: number, total: number): void {
  try {
    options?.onProgress?.({ step, done, total });
  } catch {
    // A broken listener must not cost a result.
  }
}

/** Milliseconds since a `performance.now()`, to a hundredth. */
export function since(start: number): number {
  return Math.round((performance.now() - start) * 100) / 100;
}
