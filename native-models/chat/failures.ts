import { AppError, type ErrorReport } from "#core/errors";

/** A failure that another try may mend; carries the error to throw when there is none left. */
export class RetryableFailure extends Error {
  readonly report: AppError;
  /** What the endpoint did, as EndpointWait.reason. */
  readonly reason: string;
  /** Milliseconds that the server asked to wait; null where it did not. */
  readonly retryAfter: number | null;

  constructor(report: AppError, reason: string, retryAfter: number | null = null) {
    super(report.message);
    this.name = "RetryableFailure";
    this.report = report;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

/** The server knows the limit of tokens by its other name only. */
export class OtherLimitNameWanted extends Error {
  readonly report: AppError;

  constructor(report: AppError) {
    super(report.message);
    this.name = "OtherLimitNameWanted";
    this.report = report;
  }
}

/** Whose failure it is: address for people, model, and whether a key was sent. */
export interface Asked {
  readonly address: string;
  readonly model: string;
  readonly keyed: boolean;
  readonly timeoutSeconds: number;
}

const QUOTED = 300;

export function failed(asked: Asked, message: string, cure: string): AppError {
  const report: ErrorReport = { code: "endpoint-failed", message, where: asked.address, cure };
  return new AppError(report);
}

export function cancelled(asked: Asked): AppError {
  return new AppError({
    code: "cancelled",
    message: "The question to the chat endpoint was cancelled.",
    where: asked.address,
    cure: "Start it again when you want it; answers that had arrived are kept.",
  });
}

/** The server's own words, at most 300 characters on one line, for the end of a message. */
export function quote(text: string): string {
  const words = text.replace(/\s+/g, " ").trim();
  if (words === "") return "";
  return ` It said: "${words.length > QUOTED ? `${words.slice(0, QUOTED)}…` : words}"`;
}

/** The error's text inside the usual wrappings ({ error: { message } }, { error }, { detail }, { message }). */
export function serverWords(body: string): string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return /<html|<!doctype/i.test(body) ? "" : body;
  }
  const object = json as { error?: { message?: unknown } | string; detail?: unknown; message?: unknown } | null;
  const error = typeof object?.error === "object" ? object.error?.message : object?.error;
  const words = error ?? object?.detail ?? object?.message;
  return typeof words === "string" ? words : JSON.stringify(words ?? json);
}

const OTHER_ADDRESS =
  "Check the address (up to and including /v1), that the server runs, and that it speaks the OpenAI chat protocol.";

/** The error for a status that is no success. `words` are the server's own, the key already taken out. */
export function statusFailure(asked: Asked, status: number, words: string): AppError {
  const said = quote(words);
  if (status === 401 || status === 403) return refusedKey(asked, status, said);
  if (status === 404) {
    const cure = `Check the address (up to and including /v1) and that the server offers the model "${asked.model}".`;
    return failed(asked, `The chat endpoint knows no such address or model (HTTP 404).${said}`, cure);
  }
  if (status === 413) {
    return failed(
      asked,
      `The chat endpoint finds the pictures too large (HTTP 413).${said}`,
      "Send smaller pictures, or smaller groups.",
    );
  }
  if (status === 429) {
    const cure = "Wait, lower the number of requests at once, or look at the account's limits and credit.";
    return failed(asked, `The chat endpoint still refuses more requests (HTTP 429).${said}`, cure);
  }
  if (status >= 500 || status === 408) {
    const cure = "Look at the server's log; it may still be loading the model or lack memory. Then start again.";
    return failed(asked, `The chat endpoint failed (HTTP ${status}).${said}`, cure);
  }
  const cure = `Check that the model "${asked.model}" takes several pictures at once and that its context is long enough; else send smaller pictures or smaller groups. If the server names a setting, change that.`;
  return failed(asked, `The chat endpoint refused the request (HTTP ${status}).${said}`, cure);
}

function refusedKey(asked: Asked, status: number, said: string): AppError {
  const message = asked.keyed
    ? `The chat endpoint refused the key (HTTP ${status}).${said}`
    : `The chat endpoint wants a key (HTTP ${status}), and none is set.${said}`;
  const cure = asked.keyed
    ? `Check the key and that it may use the model "${asked.model}".`
    : "Set a key for this endpoint in the settings or in the command's environment variable.";
  return new AppError({ code: "unauthorised", message, where: asked.address, cure });
}

export function redirected(asked: Asked): AppError {
  return failed(
    asked,
    "The chat endpoint sends its visitors elsewhere (a redirect), and a key must not follow.",
    "Enter the address that it leads to, for instance with https instead of http.",
  );
}

export function noCompletion(asked: Asked, body: string): AppError {
  const html = /<html|<!doctype/i.test(body);
  const what = html ? "a web page" : body.trim() === "" ? "nothing" : "something else";
  return failed(asked, `The chat endpoint answered with ${what} instead of a chat completion.`, OTHER_ADDRESS);
}

export function tooLarge(asked: Asked, limit: number): AppError {
  const cure = "Check the address: this is no answer of a language model. Otherwise lower the limit of tokens.";
  return failed(asked, `The chat endpoint's answer is larger than ${Math.round(limit / 2 ** 20)} MB.`, cure);
}

export function timedOut(asked: Asked): RetryableFailure {
  const cure =
    "Allow more time for this endpoint, send smaller pictures or smaller groups, or look at the server's load.";
  const what = `did not answer within ${asked.timeoutSeconds} seconds`;
  return new RetryableFailure(failed(asked, `The chat endpoint ${what}.`, cure), what);
}

const NETWORK: Readonly<Record<string, string>> = Object.freeze({
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be looked up",
  ECONNRESET: "the connection broke",
  UND_ERR_SOCKET: "the connection broke",
  ETIMEDOUT: "it could not be reached in time",
  UND_ERR_CONNECT_TIMEOUT: "it could not be reached in time",
  UND_ERR_HEADERS_TIMEOUT: "it was silent for too long",
  UND_ERR_BODY_TIMEOUT: "it was silent for too long",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no network",
});

/** The failure of a connection that could not be made or broke. */
export function unreachable(asked: Asked, error: unknown): RetryableFailure {
  const code = networkCode(error);
  const why = (code !== null && NETWORK[code]) || (code ?? "the connection broke");
  const report = failed(asked, `The chat endpoint could not be reached: ${why}.`, OTHER_ADDRESS);
  return new RetryableFailure(report, `could not be reached (${why})`);
}

/** Whether fetch refused the port (https://fetch.spec.whatwg.org/#port-blocking); undici says so in words alone. */
export function isForbiddenPort(error: unknown): boolean {
  return error instanceof TypeError && error.cause instanceof Error && error.cause.message === "bad port";
}

export function forbiddenPort({ address }: Asked, port: string): AppError {
  // Every request would meet it: `usage` ends a whole scoring, and a run over a dataset.
  return new AppError({
    code: "usage",
    message: `The chat endpoint's port ${port} is one of those that no client may use: it belongs to another protocol.`,
    where: address,
    cure: "Serve it on another port, for instance 8000, and enter that address.",
  });
}

/** Code of the innermost error; fetch wraps what happened as its `cause`. */
function networkCode(error: unknown): string | null {
  let code: string | null = null;
  let inner: unknown = error;
  for (let depth = 0; depth < 5 && inner instanceof Error; depth++) {
    if ("code" in inner && typeof inner.code === "string") code = inner.code;
    inner = inner.cause;
  }
  return code;
}
