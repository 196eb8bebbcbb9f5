import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

export interface ChatRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model: string;
    readonly temperature: number;
    readonly max_tokens: number;
    readonly messages: readonly { readonly role: string; readonly content: string | readonly ChatContentPart[] }[];
  };
}

export type ChatContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } };

export interface BehaviourContext {
  readonly body: ChatRequest["body"];
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: ChatServer;
  /** The well-formed answer to this request. */
  readonly answer: string;
}

export type BehaviourName =
  | "ok"
  | "no-usage"
  | "parts"
  | "fenced"
  | "reasoning-content"
  | "cut-off"
  | "empty"
  | "not-json"
  | "partial-answer"
  | "wrong-count"
  | "too-many"
  | "nan"
  | "strings"
  | "nulls"
  | "percent"
  | "negative"
  | "no-regions"
  | "slow"
  | "hang"
  | "break"
  | "reset"
  | "partial-json"
  | "not-a-completion"
  | "huge"
  | "html"
  | "redirect"
  | "rate-limited"
  | "server-error"
  | "unavailable"
  | "unauthorised"
  | "forbidden"
  | "no-model"
  | "too-long"
  | "echo-key";

/** A behaviour by name, an answer word for word, or a function that answers the request itself. */
export type Behaviour =
  | BehaviourName
  | { readonly text: string; readonly finishReason?: string }
  | ((context: BehaviourContext) => void | Promise<void>);

export interface ChatServerOptions {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** Behaviours for the first requests, one each. */
  readonly script?: readonly Behaviour[];
  /** Behaviour for all later ones; `ok` by default. */
  readonly otherwise?: Behaviour;
  /** Requests without this bearer key get 401; by default none is asked for. */
  readonly key?: string | null;
  /** Value of the header Retry-After that `rate-limited` sends; "0" by default. */
  readonly retryAfter?: string;
  readonly onRequest?: (request: ChatRequest) => void;
}

export interface ChatServer {
  /** Base address, up to and including /v1. */
  readonly url: string;
  readonly requests: readonly ChatRequest[];
  /** May be changed between requests. */
  script: Behaviour[];
  otherwise: Behaviour;
  retryAfter: string;
  /** The most requests that were under way at once. */
  readonly mostAtOnce: number;
  /** Lets every `slow` request go on, those under way and all later ones. */
  release(): void;
  /** Resolves once `count` requests have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

export function startChatServer(options?: ChatServerOptions): Promise<ChatServer>;
