import path from "node:path";
import pLimit from "p-limit";
import { AppError } from "#core/errors";
import type { Endpoint, Usage } from "#core/samples";
import { answerKey, createAnswerCache } from "./answer-cache.ts";
import type { ChatAnswer, ChatClient, ChatMessage, EndpointWait } from "./contract.ts";
import { type Asked, cancelled, OtherLimitNameWanted, RetryableFailure } from "./failures.ts";
import { addressForPeople, type Completion, completionsUrl, type LimitName, requestBody } from "./protocol.ts";
import { type RetryTiming, realTiming, withRetries } from "./retry.ts";
import { postOnce } from "./send.ts";

export interface ChatClientSettings {
  readonly endpoint: Endpoint;
  /** Sent as a bearer token; null for servers that want none. */
  readonly key: string | null;
  /** Answers are kept below it, in `chat/`. */
  readonly cacheDir: string;
  readonly fetch?: typeof fetch;
  readonly timing?: RetryTiming;
  /** Told of every wait before another try, as it begins. */
  readonly onWait?: ((wait: EndpointWait) => void) | undefined;
}

/** Shorter ones ("none", "EMPTY") are no secrets, and as words they may well stand in an answer. */
const SHORTEST_SECRET = 8;

/**
 * A client of one endpoint: at most `endpoint.concurrency` requests at once, `endpoint.retries` further tries each, every
 * answer kept on disk. Throws `bad-input` for a key or an address that cannot be used.
 */
export function createChatClient(settings: ChatClientSettings): ChatClient {
  const { endpoint, timing = realTiming } = settings;
  const key = settings.key === "" ? null : settings.key;
  const url = completionsUrl(endpoint.url);
  const asked: Asked = {
    address: addressForPeople(url),
    model: endpoint.model,
    keyed: key !== null,
    timeoutSeconds: endpoint.timeoutSeconds,
  };
  checkAddress(url, asked.address);
  checkKey(key, asked.address);
  const redact = (text: string) => (key === null ? text : text.replaceAll(key, "[key]"));
  const limit = pLimit(endpoint.concurrency);
  const cache = createAnswerCache(path.join(settings.cacheDir, "chat"));

  const tellWait = ({ reason }: RetryableFailure, milliseconds: number, nextTry: number) => {
    const seconds = milliseconds / 1000;
    settings.onWait?.({ host: url.host, seconds, reason, nextTry, tries: endpoint.retries + 1 });
  };

  let limitName: LimitName = "max_tokens";

  const send = async (messages: readonly ChatMessage[], signal: AbortSignal | undefined): Promise<Completion> => {
    const tried = limitName;
    const post = {
      url,
      body: requestBody(endpoint, messages, tried),
      key,
      maxTokens: endpoint.maxTokens,
      asked,
      fetch: settings.fetch ?? fetch,
      signal,
      now: timing.now,
      redact,
    };
    try {
      return await withRetries(() => postOnce(post), endpoint.retries, timing, signal, tellWait);
    } catch (error) {
      if (signal?.aborted) throw cancelled(asked);
      if (error instanceof OtherLimitNameWanted && tried === "max_tokens") {
        limitName = "max_completion_tokens";
        return send(messages, signal);
      }
      throw error instanceof RetryableFailure || error instanceof OtherLimitNameWanted ? error.report : error;
    }
  };

  return {
    endpoint,
    async complete(messages, { signal, fresh = false, version = "" } = {}) {
      if (signal?.aborted) throw cancelled(asked);
      const entry = answerKey(endpoint, messages, version);
      const kept = fresh ? null : await cache.get(entry);
      if (kept !== null) return fromCache(kept, endpoint);
      const sent = await limit(() => {
        if (signal?.aborted) throw cancelled(asked);
        // The body is built in there, so that a long queue holds no base64 pictures.
        return send(messages, signal);
      });
      const hide = key !== null && key.length >= SHORTEST_SECRET;
      const completion = hide ? { ...sent, text: redact(sent.text) } : sent;
      await cache.put(entry, completion);
      return answered(completion, endpoint);
    },
  };
}

function answered({ text, remark, inputTokens, outputTokens }: Completion, { price }: Endpoint): ChatAnswer {
  const cost = price === null ? null : (inputTokens * price.input + outputTokens * price.output) / 1e6;
  return { text, remark, cached: false, usage: { requests: 1, cached: 0, inputTokens, outputTokens, cost } };
}

function fromCache({ text, remark }: Completion, { price }: Endpoint): ChatAnswer {
  const usage = { requests: 0, cached: 1, inputTokens: 0, outputTokens: 0, cost: price === null ? null : 0 };
  return { text, remark, cached: true, usage };
}

/** The sum of what was used; null without any. The cost is null as soon as one part's is unknown. */
export function sumUsage(parts: readonly (Usage | null)[]): Usage | null {
  let sum: Usage | null = null;
  for (const part of parts) {
    if (part === null) continue;
    if (sum === null) {
      sum = part;
      continue;
    }
    sum = {
      requests: sum.requests + part.requests,
      cached: sum.cached + part.cached,
      inputTokens: sum.inputTokens + part.inputTokens,
      outputTokens: sum.outputTokens + part.outputTokens,
      cost: sum.cost === null || part.cost === null ? null : sum.cost + part.cost,
    };
  }
  return sum;
}

/** fetch refuses such addresses with a message that repeats the password. */
function checkAddress(url: URL, address: string): void {
  if (url.username === "" && url.password === "") return;
  throw new AppError({
    code: "bad-input",
    message: "The chat endpoint's address holds a user name or a password.",
    where: address,
    cure: "Enter the address without them, and the key in its own field.",
  });
}

/** fetch refuses such headers with a message that repeats the key. */
function checkKey(key: string | null, address: string): void {
  if (key === null || /^[\x21-\x7e]+$/.test(key)) return;
  throw new AppError({
    code: "bad-input",
    message: "The key of the chat endpoint holds blanks, line breaks or letters that no key has.",
    where: address,
    cure: "Enter the key again, without what stood around it.",
  });
}
