import { describe, expect, it } from "vitest";
import { streamOf } from "../../../electron/api/stream.ts";

function source() {
  const listeners = new Set<(value: number) => void>();
  return {
    listeners,
    emit: (value: number) => [...listeners].map((listener) => listener(value)),
    subscribe: (listener: (value: number) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

describe("streamOf", () => {
  it("keeps what arrives before the first read, in order", async () => {
    const { emit, subscribe } = source();
    const stream = streamOf(subscribe, undefined);
    emit(1);
    emit(2);
    expect((await stream.next()).value).toBe(1);
    expect((await stream.next()).value).toBe(2);
  });

  it("waits for the next value", async () => {
    const { emit, subscribe } = source();
    const next = streamOf(subscribe, undefined).next();
    emit(7);
    expect((await next).value).toBe(7);
  });

  it("stops listening when the signal aborts, even while waiting", async () => {
    const { listeners, subscribe } = source();
    const abort = new AbortController();
    const waiting = streamOf(subscribe, abort.signal).next();
    expect(listeners.size).toBe(1);
    abort.abort();
    expect((await waiting).done).toBe(true);
    expect(listeners.size).toBe(0);
  });

  it("stops listening when the reader leaves", async () => {
    const { emit, listeners, subscribe } = source();
    const stream = streamOf(subscribe, undefined);
    emit(1);
    for await (const value of stream) {
      expect(value).toBe(1);
      break;
    }
    expect(listeners.size).toBe(0);
  });
});
