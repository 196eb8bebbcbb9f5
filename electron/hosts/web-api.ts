import type { IncomingMessage, ServerResponse } from "node:http";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { apiRouter, type Services } from "#electron/api";
import { logInternalError } from "./log-error.ts";
import { readBody } from "./web-body.ts";
import type { EventStreams } from "./web-event-streams.ts";
import { sendResponse, sendWhole } from "./web-response.ts";

export const API_PATH = "/trpc";

/** All that the router may read of a request's head. */
const HEADERS = ["accept", "content-type", "last-event-id", "trpc-accept"] as const;

/** Answers a call of the API. The client's going away aborts the work behind it. Throws `too-large`. */
export async function callApi(
  services: Services,
  streams: EventStreams,
  url: URL,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const abort = new AbortController();
  res.once("close", () => {
    streams.remove(abort);
    abort.abort();
  });
  const body = req.method === "POST" ? await readBody(req) : null;
  const headers = new Headers();
  for (const name of HEADERS) {
    const value = req.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const response = await fetchRequestHandler({
    endpoint: API_PATH,
    req: new Request(url, { method: req.method ?? "GET", headers, body, signal: abort.signal }),
    router: apiRouter,
    createContext: () => ({ services }),
    // Queries with many points outgrow a URL.
    allowMethodOverride: true,
    onError: ({ error, path }) => logInternalError(error, path),
  });
  response.headers.set("cache-control", "no-store");
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (isStream && !res.destroyed) streams.add(abort);
  // An answer that is there as a whole goes out at once, with its length, and not in the pieces of a stream.
  if (isStream || req.method === "HEAD") await sendResponse(res, response, req.method === "HEAD");
  else await sendWhole(res, response);
}
