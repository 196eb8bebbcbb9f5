import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { protocol } from "electron";
import { handleMedia, type Services } from "#electron/api";
import { findStaticFile, SECURITY_HEADERS } from "#electron/hosts";
import { APP_SCHEME, APP_URL, isAppUrl } from "./app-url.ts";
import { CRASH_PATH, crashPage } from "./crash-page.ts";

export interface AppFiles {
  readonly services: Services;
  readonly rendererDir: string;
}

/** Has to be called before Electron is ready. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }]);
}

export function serveAppScheme(files: AppFiles): void {
  protocol.handle(APP_SCHEME, (request) => answerAppRequest(files, request));
}

/** Answers `rea2seg://app/...`: the interface's files and `/media/...`. */
export async function answerAppRequest(
  { services, rendererDir }: AppFiles,
  request: { readonly url: string; readonly method: string },
): Promise<Response> {
  if (!isAppUrl(request.url)) return plain(404, "There is nothing at this address.");
  if (request.method !== "GET" && request.method !== "HEAD") return plain(405, "This address can only be read.");
  const url = new URL(request.url);
  if (url.pathname === CRASH_PATH) return html(crashPage());
  if (url.pathname.startsWith("/media/")) return secured(await handleMedia(services, url));
  const found = findStaticFile(rendererDir, rawPathOf(request.url));
  if (found === null) {
    if (url.pathname !== "/") return plain(404, "There is nothing at this address.");
    return plain(503, "The studio's interface has not been built. Run `npm run build` and start again.");
  }
  const body = request.method === "HEAD" ? null : (Readable.toWeb(createReadStream(found.file)) as ReadableStream);
  const headers = { "content-type": found.type, "content-length": String(found.bytes), "cache-control": "no-cache" };
  return secured(new Response(body, { headers }));
}

/** As it was asked for: `URL` would quietly resolve the `..` that we want to see and refuse. */
function rawPathOf(url: string): string {
  return url.slice(APP_URL.length - 1).split(/[?#]/, 1)[0] ?? "";
}

function secured(response: Response): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}

function html(text: string): Response {
  return secured(new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } }));
}

function plain(status: number, text: string): Response {
  return secured(new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } }));
}
