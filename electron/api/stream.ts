/**
 * Turns a listener interface into the async iterator that a tRPC subscription returns. It listens from the call
 * on, so nothing is missed before the first read; what arrives while the reader is busy waits in a queue.
 * Ending the iteration or aborting the signal removes the listener.
 */
export function streamOf<T>(
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
  const end = () => {
    unsubscribe();
    ring();
  };
  signal?.addEventListener("abort", end, { once: true });
  return drain(
    waiting,
    () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
    signal,
    end,
  );
}

async function* drain<T>(
  waiting: T[],
  arrival: () => Promise<void>,
  signal: AbortSignal | undefined,
  end: () => void,
): AsyncGenerator<T, void, void> {
  try {
    while (!signal?.aborted) {
      const next = waiting.shift();
      if (next === undefined) await arrival();
      else yield next;
    }
  } finally {
    end();
    signal?.removeEventListener("abort", end);
  }
}
