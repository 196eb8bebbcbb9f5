import { describe, expect, it } from "vitest";
import { checkRequest, type GateRequest } from "../../../electron/hosts/web-gate.ts";
import { createWebSession } from "../../../electron/hosts/web-session.ts";

const PORT = 41_234;
const session = createWebSession(PORT);
const cookie = session.setCookie.split(";")[0] as string;

function ask(change: { method?: string; path?: string; headers?: GateRequest["headers"] } = {}) {
  const url = new URL(change.path ?? "/", "http://127.0.0.1");
  const headers = { host: `127.0.0.1:${PORT}`, cookie, ...change.headers };
  const answer = checkRequest({ method: change.method ?? "GET", url, headers }, PORT, session);
  return answer.kind === "refuse" ? answer.status : answer.kind;
}
/** POST as the studio's own page sends it. */
const own = { origin: `http://127.0.0.1:${PORT}` };

describe("methods", () => {
  it.each(["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", ""])("refuses %s", (method) => {
    expect(ask({ method })).toBe(405);
  });
  it.each(["GET", "HEAD"])("knows %s", (method) => expect(ask({ method })).toBe("pass"));
});

describe("Host", () => {
  it.each([
    "evil.example",
    `evil.example:${PORT}`,
    "127.0.0.1",
    `127.0.0.1:${PORT + 1}`,
    `127.0.0.1.evil.example:${PORT}`,
    `0.0.0.0:${PORT}`,
    `[::1]:${PORT}`,
    "",
  ])("refuses %j, so that a rebound name is of no use", (host) => expect(ask({ headers: { host } })).toBe(421));
  it("refuses a request without one", () => expect(ask({ headers: { host: undefined } })).toBe(421));
  it("answers to localhost too", () => expect(ask({ headers: { host: `localhost:${PORT}` } })).toBe("pass"));
});

describe("origin", () => {
  it.each([
    "http://evil.example",
    "null",
    `https://127.0.0.1:${PORT}`,
    `http://127.0.0.1:${PORT + 1}`,
    `http://localhost:${PORT}`,
    "file://",
    "",
  ])("refuses %j, read or write", (origin) => {
    expect(ask({ headers: { origin } })).toBe(403);
    expect(ask({ method: "POST", headers: { origin } })).toBe(403);
  });
  it("takes a POST from the page itself", () => expect(ask({ method: "POST", headers: own })).toBe("pass"));
  it("takes a POST that the browser vouches for", () => {
    expect(ask({ method: "POST", headers: { "sec-fetch-site": "same-origin" } })).toBe("pass");
  });
  it("refuses a POST that says nothing of where it comes from", () => {
    expect(ask({ method: "POST" })).toBe(403);
    expect(ask({ method: "POST", headers: { "sec-fetch-site": "none" } })).toBe(403);
  });
  it.each(["cross-site", "same-site"])("refuses what a page elsewhere asks for (%s)", (site) => {
    expect(ask({ path: "/trpc/app.info", headers: { "sec-fetch-site": site } })).toBe(403);
    expect(ask({ method: "POST", headers: { ...own, "sec-fetch-site": site } })).toBe(403);
    expect(ask({ headers: { "sec-fetch-site": site, "sec-fetch-mode": "no-cors" } })).toBe(403);
  });
  it("lets a link from elsewhere lead to the start page, and a frame to nothing", () => {
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect(ask({ headers: link })).toBe("pass");
    expect(ask({ path: "/trpc/app.info", headers: link })).toBe(403);
    expect(ask({ headers: { ...link, "sec-fetch-dest": "iframe" } })).toBe(403);
  });
});

describe("secret", () => {
  const without = { cookie: undefined };
  it("lets the token in once, at the start page", () => {
    expect(ask({ path: `/?token=${session.token}`, headers: without })).toBe("enter");
  });
  it.each(["/trpc/app.info", "/index.html", "/media/image/x/y"])("takes no token at %s", (path) => {
    expect(ask({ path: `${path}?token=${session.token}`, headers: without })).toBe(401);
  });
  it.each(["", "x", session.token.slice(1), `${session.token}x`, session.token.toUpperCase()])(
    "refuses a wrong token",
    (token) => expect(ask({ path: `/?token=${token}`, headers: without })).toBe(401),
  );
  it("refuses the token as a cookie", () => {
    expect(ask({ headers: { cookie: `rea2seg_${PORT}=${session.token}` } })).toBe(401);
  });
  it("refuses another start's cookie", () => {
    const other = createWebSession(PORT).setCookie.split(";")[0] as string;
    expect(ask({ headers: { cookie: other } })).toBe(401);
  });
  it("finds its cookie among others", () => {
    expect(ask({ headers: { cookie: `a=b; rea2seg_1=zzz; ${cookie}; theme=dark` } })).toBe("pass");
  });
  it("keeps the cookie from scripts and from other sites", () => {
    expect(session.setCookie).toContain(`rea2seg_${PORT}=`);
    expect(session.setCookie).toContain("HttpOnly");
    expect(session.setCookie).toContain("SameSite=Strict");
  });
  it("has 32 random bytes, new each time", () => {
    expect(Buffer.from(session.token, "base64url")).toHaveLength(32);
    expect(createWebSession(PORT).token).not.toBe(session.token);
  });
});
