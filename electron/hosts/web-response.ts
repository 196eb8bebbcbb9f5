import { createReadStream } from "node:fs";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TRPCError } from "@trpc/server";
import type { ErrorReport } from "#core/errors";
import { SECURITY_HEADERS } from "./csp.ts";
import type { StaticFile } from "./static-files.ts";

export function setSecurityHeaders(res: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) res.setHeader(name, value);
}

/** Streams to the client; one that goes away in the middle is no error. */
async function streamTo(res: ServerResponse, body: Readable): Promise<void> {
  try {
    await pipeline(body, res);
  } catch (thrown) {
    if (!res.destroyed) throw thrown;
  }
}

export async function sendFile(res: ServerResponse, found: StaticFile, head: boolean): Promise<void> {
  res.writeHead(200, {
    "content-type": found.type,
    "content-length": found.bytes,
    "cache-control": found.cacheControl,
  });
  if (head) res.end();
  else await streamTo(res, createReadStream(found.file));
}

/** Passes on a Fetch API response, as `handleMedia` makes them. */
export async function sendResponse(res: ServerResponse, response: Response, head: boolean): Promise<void> {
  res.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) res.end();
  else if (head) {
    await response.body.cancel();
    res.end();
  } else await streamTo(res, Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]));
}

/** Passes on a response that is in memory already. */
export async function sendWhole(res: ServerResponse, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  if (res.destroyed) return;
  res
    .writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": body.byteLength })
    .end(body);
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A refusal that a person may see in the browser. */
export function sendPage(res: ServerResponse, status: number, report: ErrorReport): void {
  const { message, cure } = report;
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rea2Seg Studio</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem}</style></head>
<body><h1>Rea2Seg Studio</h1><p>${escapeHtml(message)}</p><p>${escapeHtml(cure)}</p></body></html>`;
  res.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(page);
}

const TRPC_CODES: Readonly<Record<number, readonly [TRPCError["code"], number]>> = Object.freeze({
  400: ["BAD_REQUEST", -32600],
  401: ["UNAUTHORIZED", -32001],
  403: ["FORBIDDEN", -32003],
  405: ["METHOD_NOT_SUPPORTED", -32005],
  413: ["PAYLOAD_TOO_LARGE", -32013],
  421: ["FORBIDDEN", -32003],
  500: ["INTERNAL_SERVER_ERROR", -32603],
});

/** A refusal that the API's client reads: of the shape that the router's own errors have. */
export function sendApiError(res: ServerResponse, status: number, report: ErrorReport): void {
  const [code, number] = TRPC_CODES[status] ?? ["INTERNAL_SERVER_ERROR", -32603];
  const body = { error: { message: report.message, code: number, data: { code, httpStatus: status, report } } };
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(body));
}
