import { AppError } from "#core/errors";
import {
  type Asked,
  forbiddenPort,
  isForbiddenPort,
  noCompletion,
  OtherLimitNameWanted,
  RetryableFailure,
  redirected,
  serverWords,
  statusFailure,
  timedOut,
  tooLarge,
  unreachable,
} from "./failures.ts";
import { type Completion, parseCompletion } from "./protocol.ts";
import { retryAfterMs } from "./retry.ts";

/** An answer of a language model is kilobytes; what is larger than this is none. */
export const MAX_ANSWER_BYTES = 4 * 2 ** 20;

export interface Post {
  readonly url: URL;
  readonly body: string;
  readonly key: string | null;
  readonly maxTokens: number;
  readonly asked: Asked;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal | undefined;
  readonly now: () => number;
  /** Takes the key out of the server's words. */
  readonly redact: (text: string) => string;
}

const KNOWN = [AppError, RetryableFailure, OtherLimitNameWanted];

/**
 * One try: posts and reads the answer, both within the time limit. Throws RetryableFailure for what another try may
 * mend (408, 409, 425, 429, 5xx, broken connections, time-outs), OtherLimitNameWanted, the caller's abort reason, and
 * AppError for the rest.
 */
export async function postOnce(post: Post): Promise<Completion> {
  const limit = AbortSignal.timeout(Math.ceil(post.asked.timeoutSeconds * 1000));
  const signal = post.signal === undefined ? limit : AbortSignal.any([post.signal, limit]);
  try {
    return await exchange(post, signal);
  } catch (error) {
    post.signal?.throwIfAborted();
    if (KNOWN.some((known) => error instanceof known)) throw error;
    if (isForbiddenPort(error)) throw forbiddenPort(post.asked, post.url.port);
    throw limit.aborted ? timedOut(post.asked) : unreachable(post.asked, error);
  }
}

async function exchange(post: Post, signal: AbortSignal): Promise<Completion> {
  const response = await post.fetch(post.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(post.key === null ? {} : { authorization: `Bearer ${post.key}` }),
    },
    body: post.body,
    // Seen but never followed: the key stays with the address it was entered for.
    redirect: "manual",
    signal,
  });
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    await response.body?.cancel();
    throw redirected(post.asked);
  }
  const body = await readBounded(response, post.asked);
  if (!response.ok) throw refusal(post, response, body);
  const completion = parseCompletion(body, post.maxTokens);
  if (completion === null) throw noCompletion(post.asked, body);
  return completion;
}

function refusal(post: Post, response: Response, body: string): Error {
  const { status } = response;
  // Redacted before it is shortened: half a key at the cut would be no longer recognised.
  const report = statusFailure(post.asked, status, post.redact(serverWords(body)));
  if (status === 400 && body.includes("max_completion_tokens")) return new OtherLimitNameWanted(report);
  const passing = status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
  if (!passing) return report;
  const wait = retryAfterMs(response.headers.get("retry-after"), post.now());
  const reason = status === 429 || wait !== null ? "asks to wait" : `failed (HTTP ${status})`;
  return new RetryableFailure(report, reason, wait);
}

/** The body as text. Stops reading, and throws, at the first byte beyond the limit. */
async function readBounded(response: Response, asked: Asked): Promise<string> {
  if (response.body === null) return "";
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(pieces).toString("utf8");
    bytes += value.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      await reader.cancel();
      throw tooLarge(asked, MAX_ANSWER_BYTES);
    }
    pieces.push(value);
  }
}
