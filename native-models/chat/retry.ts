import pRetry from "p-retry";
import { RetryableFailure } from "./failures.ts";

/** Longest wait that a server may ask for. */
export const MAX_RETRY_AFTER_MS = 60_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Clock and dice of the retries; tests bring their own. */
export interface RetryTiming {
  /** Resolves after `milliseconds`, or rejects when the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** 0 (included) to 1. */
  random(): number;
  /** Milliseconds since 1970. */
  now(): number;
}

export const realTiming: RetryTiming = Object.freeze({
  wait: waitFor,
  random: Math.random,
  now: Date.now,
});

function waitFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

/**
 * Milliseconds of a Retry-After header: seconds or a date (RFC 9110, 10.2.3), at most 60 s; null where it is missing or
 * unreadable.
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? null : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, Math.round(wait)));
}

/** Wait before the next try: 1 s, 2 s, 4 s ... up to 30 s, of which a random half is left out so that clients spread. */
export function backoffMs(triesSoFar: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (triesSoFar - 1));
  return Math.round(full * (0.5 + random / 2));
}

/**
 * Runs `attempt` until it succeeds, throws anything but a RetryableFailure, or `retries` further tries have failed.
 * `onWait` is told of every wait before it begins.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  retries: number,
  timing: RetryTiming,
  signal: AbortSignal | undefined,
  onWait?: (failure: RetryableFailure, milliseconds: number, nextTry: number) => void,
): Promise<T> {
  return pRetry(attempt, {
    retries,
    // The waiting is done below, by our own clock and by what the server asks for.
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof RetryableFailure)) return false;
      const milliseconds = error.retryAfter ?? backoffMs(attemptNumber, timing.random());
      onWait?.(error, milliseconds, attemptNumber + 1);
      await timing.wait(milliseconds, signal);
      return true;
    },
  });
}
