import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { AppError, toErrorReport } from "#core/errors";
import { handleMedia, type Services } from "#electron/api";
import { logInternalError } from "./log-error.ts";
import { findStaticFile } from "./static-files.ts";
import { API_PATH, callApi } from "./web-api.ts";
import { EventStreams } from "./web-event-streams.ts";
import { ALLOWED_METHODS, checkRequest } from "./web-gate.ts";
import { sendApiError, sendFile, sendPage, sendResponse, setSecurityHeaders } from "./web-response.ts";
import { createWebSession, type WebSession } from "./web-session.ts";

const LOOPBACK = "127.0.0.1";

export interface WebHostOptions {
  readonly services: Services;
  /** The built interface. */
  readonly rendererDir: string;
  /** A free one when left out. */
  readonly port?: number | undefined;
}

export interface WebHost {
  /** With the token: for the person who started it, and for no log. */
  readonly url: string;
  readonly port: number;
  /** An address that works once, for a browser's command line. */
  ticketUrl(): string;
  /** Ends open requests and subscriptions too; the services stay open. */
  close(): Promise<void>;
}

/** Serves the studio on this machine alone. Throws `conflict` when the port asked for is in use. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 5_000 });
  const port = await listen(server, options.port ?? 0);
  const session = createWebSession(port);
  const studio: Studio = { ...options, port, session, streams: new EventStreams() };
  server.on("request", (req, res) => void answer(studio, req, res));
  server.on("clientError", refuseBroken);
  const urlWith = (token: string) => `http://${LOOPBACK}:${port}/?token=${token}`;
  return {
    url: urlWith(session.token),
    port,
    ticketUrl: () => urlWith(session.createTicket()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Studio {
  readonly services: Services;
  readonly rendererDir: string;
  readonly port: number;
  readonly session: WebSession;
  readonly streams: EventStreams;
}

function listen(server: Server, port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new AppError({
      code: "usage",
      message: `${port} is no port.`,
      cure: "Name one from 1 to 65535, or none to have a free one chosen.",
    });
  }
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(listenError(port, cause)));
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      server.removeAllListeners("error");
      resolve((server.address() as { port: number }).port);
    });
  });
}

function listenError(port: number, cause: NodeJS.ErrnoException): Error {
  const where = `${LOOPBACK}:${port}`;
  if (cause.code === "EADDRINUSE") {
    const cure = "Close the program that uses it, name another port with --port, or leave --port out for a free one.";
    return new AppError({ code: "conflict", message: `Port ${port} is in use already.`, where, cure }, { cause });
  }
  if (cause.code === "EACCES") {
    const cure = "Name a port above 1023 with --port, or leave --port out for a free one.";
    return new AppError({ code: "usage", message: `Port ${port} may not be opened.`, where, cure }, { cause });
  }
  return cause;
}

/** Answers every request in one way or another; nothing that is thrown gets past it, and no stack gets out. */
async function answer(studio: Studio, req: IncomingMessage, res: ServerResponse): Promise<void> {
  setSecurityHeaders(res);
  const isApi = (req.url ?? "").startsWith(`${API_PATH}/`);
  const refuse = isApi ? sendApiError : sendPage;
  try {
    const url = urlOf(req);
    if (url === null) {
      const message = "The address is not of the right form.";
      return refuse(res, 400, { code: "bad-input", message, cure: "Open the studio's start page." });
    }
    const method = req.method ?? "";
    const verdict = checkRequest({ method, url, headers: req.headers }, studio.port, studio.session);
    if (verdict.kind === "refuse") {
      if (verdict.status === 405) res.setHeader("allow", ALLOWED_METHODS);
      return refuse(res, verdict.status, verdict.report);
    }
    if (verdict.kind === "enter") return enter(studio, res);
    await route(studio, url, req, res);
  } catch (thrown) {
    fail(res, refuse, thrown);
  }
}

/** Null for the forms of a request line that only proxies are sent, such as `GET http://elsewhere/`. */
function urlOf(req: IncomingMessage): URL | null {
  if (!req.url?.startsWith("/") || req.url.startsWith("//")) return null;
  return URL.canParse(req.url, `http://${LOOPBACK}`) ? new URL(req.url, `http://${LOOPBACK}`) : null;
}

/** Gives the cookie and leads to the address without the token. */
function enter({ session }: Studio, res: ServerResponse): void {
  res.writeHead(303, { location: "/", "set-cookie": session.setCookie, "cache-control": "no-store" }).end();
}

async function route(studio: Studio, url: URL, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const head = req.method === "HEAD";
  if (url.pathname.startsWith(`${API_PATH}/`)) return callApi(studio.services, studio.streams, url, req, res);
  if (req.method === "POST") {
    res.setHeader("allow", "GET, HEAD");
    const message = "Nothing can be sent to this address.";
    return sendPage(res, 405, { code: "bad-input", message, cure: "Use the studio's own pages." });
  }
  if (url.pathname.startsWith("/media/")) return sendResponse(res, await handleMedia(studio.services, url), head);
  const found = findStaticFile(studio.rendererDir, rawPathOf(req));
  if (found) return sendFile(res, found, head);
  // Browsers ask for it unasked, and a 404 would stand in the console as an error of ours.
  if (url.pathname === "/favicon.ico") return void res.writeHead(204).end();
  if (url.pathname === "/") {
    const message = "The studio's interface has not been built.";
    return sendPage(res, 503, { code: "not-found", message, cure: "Run `npm run build` and start again." });
  }
  sendPage(res, 404, {
    code: "not-found",
    message: "There is nothing at this address.",
    cure: "Go back to the start page.",
  });
}

/** As it was sent: `URL` would quietly resolve the `..` that we want to see and refuse. */
const rawPathOf = (req: IncomingMessage): string => (req.url ?? "").split("?", 1)[0] ?? "";

function fail(res: ServerResponse, refuse: typeof sendPage, thrown: unknown): void {
  if (res.destroyed) return;
  const report = toErrorReport(thrown);
  if (report.code === "internal") logInternalError(thrown, undefined);
  if (res.headersSent) res.destroy();
  else refuse(res, report.code === "too-large" ? 413 : 500, report);
}

/** Node's parser gave up on what came: a broken request line, headers that are too large or came too slowly. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
