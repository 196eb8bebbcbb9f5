import type { Terminal } from "./terminal.ts";

/** Runs `work` with Ctrl-C (and SIGTERM) as its cancellation: the first one asks, the second leaves at once. */
export async function withInterrupt<T>(
  terminal: Pick<Terminal, "note">,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const interrupt = () => {
    if (abort.signal.aborted) process.exit(5);
    terminal.note("Cancelling; press Ctrl-C again to leave at once.");
    abort.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
