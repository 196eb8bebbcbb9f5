import type { Endpoint, Usage } from "#core/samples";

/** A picture as it is sent: PNG or JPEG bytes. */
export interface ChatImage {
  readonly bytes: Uint8Array;
  readonly type: "image/png" | "image/jpeg";
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
}

export type ChatPart = { readonly text: string } | { readonly image: ChatImage };

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly parts: readonly ChatPart[];
}

export interface ChatAnswer {
  readonly text: string;
  readonly usage: Usage;
  /** Answered from the cache: nothing was sent. */
  readonly cached: boolean;
  /** Why the text may be unusable, in words for people: it was cut off, or holds nothing. Null where all is well. */
  readonly remark: string | null;
}

export interface ChatOptions {
  readonly signal?: AbortSignal | undefined;
  /** Do not read the cache (the answer in it was malformed); the new answer replaces it. */
  readonly fresh?: boolean | undefined;
  /** Version of the prompt, a part of the cache's key. */
  readonly version?: string | undefined;
}

/** A wait before another try. It holds nothing that the endpoint said, and never the key. */
export interface EndpointWait {
  readonly host: string;
  readonly seconds: number;
  /** What the endpoint did, as the predicate of a sentence: "asks to wait", "failed (HTTP 500)". */
  readonly reason: string;
  /** The try that comes next, counted from 1, of how many. */
  readonly nextTry: number;
  readonly tries: number;
}

/**
 * One configured endpoint. `complete` throws AppError: `unauthorised` (401, 403), `endpoint-failed` (unreachable, timed
 * out, still failing after the retries, an answer that is no chat completion or is too large), `cancelled`. No error,
 * log or cache entry ever holds the key.
 */
export interface ChatClient {
  readonly endpoint: Endpoint;
  complete(messages: readonly ChatMessage[], options?: ChatOptions): Promise<ChatAnswer>;
}
