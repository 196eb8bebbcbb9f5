import type { IncomingHttpHeaders } from "node:http";
import type { ErrorReport } from "#core/errors";
import type { WebSession } from "./web-session.ts";

export interface GateRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

export type GateAnswer =
  | { readonly kind: "pass" }
  | { readonly kind: "enter" }
  | { readonly kind: "refuse"; readonly status: 401 | 403 | 405 | 421; readonly report: ErrorReport };

const METHODS = ["GET", "HEAD", "POST"];
export const ALLOWED_METHODS = METHODS.join(", ");

const refuse = (status: 401 | 403 | 405 | 421, report: ErrorReport): GateAnswer => ({ kind: "refuse", status, report });

const FROM_ELSEWHERE: ErrorReport = {
  code: "unauthorised",
  message: "This request comes from another page than the studio's own.",
  cure: "Use the studio in a tab of its own, opened with the address that was printed at the start.",
};

/**
 * Decides about a request from its head alone. A page of another site can make the browser send requests here,
 * and a rebound DNS name can make them look like its own: so the Host and the origin are checked before the secret.
 */
export function checkRequest(request: GateRequest, port: number, session: WebSession): GateAnswer {
  const { method, url, headers } = request;
  if (!METHODS.includes(method)) {
    return refuse(405, {
      code: "bad-input",
      message: `The method ${method} is not known here.`,
      cure: `Use ${ALLOWED_METHODS}.`,
    });
  }
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`) {
    return refuse(421, {
      code: "unauthorised",
      message: "The studio does not answer under this name.",
      cure: `Open it as http://127.0.0.1:${port}/ with the token that was printed at the start.`,
    });
  }
  if (!comesFromUs(request)) return refuse(403, FROM_ELSEWHERE);
  const token = url.searchParams.get("token");
  if (method === "GET" && url.pathname === "/" && token !== null && session.isToken(token)) return { kind: "enter" };
  if (!session.isCookie(headers.cookie)) {
    return refuse(401, {
      code: "unauthorised",
      message: "This browser has not been let into the studio yet, or the studio was started anew.",
      cure: "Open the whole address that was printed at the start; it ends in ?token=... and is made anew each time.",
    });
  }
  return { kind: "pass" };
}

function comesFromUs({ method, url, headers }: GateRequest): boolean {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) return false;
  if (method === "POST" && origin === undefined && site !== "same-origin") return false;
  if (site === undefined || site === "same-origin" || site === "none") return true;
  // Following a link to the studio's start is fine; asking for anything of it from another page is not.
  const follows = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  return method === "GET" && url.pathname === "/" && follows;
}
