/**
 * Turns a listener interface into the async iterator that a tRPC subscription returns. What arrives while the
 * reader is busy waits in a queue; ending the subscription removes the listener.
 */
export async function* streamOf<T>(
  subscribe: (listener: (value: T) => void) => () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  const waiting: T[] = [];
  let wake: (() => void) | null = null;
  const ring = () => {
    wake?.();
    wake = null;
  };
  const unsubscribe = subscribe((value) => {
    waiting.push(value);
    ring();
  });
  signal?.addEventListener("abort", ring, { once: true });
  try {
    while (!signal?.aborted) {
      while (waiting.length > 0) yield waiting.shift() as T;
      if (signal?.aborted) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener("abort", ring);
  }
}
