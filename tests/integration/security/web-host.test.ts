import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "#core/errors";
import { CONTENT_SECURITY_POLICY, startWebHost, type WebHost } from "#electron/hosts";
import { type TestServices, testServices } from "../../mocks/services.ts";

let test: TestServices;
let host: WebHost;
let origin: string;
let cookie: string;
const logged: string[] = [];

beforeEach(async () => {
  logged.length = 0;
  for (const level of ["log", "warn", "error", "info"] as const) {
    vi.spyOn(console, level).mockImplementation((...parts) => void logged.push(parts.map(String).join(" ")));
  }
  test = await testServices();
  const rendererDir = join(test.root, "renderer");
  mkdirSync(join(rendererDir, "assets"), { recursive: true });
  writeFileSync(join(rendererDir, "index.html"), "<!doctype html><title>studio</title>");
  writeFileSync(join(rendererDir, "assets", "index-12345678.js"), "export {};");
  writeFileSync(join(test.root, "secret.txt"), "a secret");
  host = await startWebHost({ services: test.services, rendererDir });
  origin = `http://127.0.0.1:${host.port}`;
  const entry = await fetch(host.url, { redirect: "manual" });
  cookie = entry.headers.get("set-cookie")?.split(";")[0] ?? "";
});
afterEach(async () => {
  await host.close();
  await test.dispose();
  vi.restoreAllMocks();
});

const get = (path: string, headers: Record<string, string> = { cookie }) =>
  fetch(`${origin}${path}`, { headers, redirect: "manual" });
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${origin}${path}`, {
    method: "POST",
    body,
    headers: { cookie, origin, "content-type": "application/json", ...headers },
  });

/** Sends bytes as they are, as no browser would, and answers everything that comes back. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(host.port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}
const rawGet = (target: string, host_ = `127.0.0.1:${host.port}`) =>
  raw(`GET ${target} HTTP/1.1\r\nHost: ${host_}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`);

describe("the door", () => {
  it("exchanges the token for a cookie and leads to an address without it", async () => {
    const entry = await fetch(host.url, { redirect: "manual" });
    expect(entry.status).toBe(303);
    expect(entry.headers.get("location")).toBe("/");
    const setCookie = entry.headers.get("set-cookie") ?? "";
    expect(setCookie).toMatch(new RegExp(`^rea2seg_${host.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
    expect(setCookie).not.toContain(new URL(host.url).searchParams.get("token"));
    const page = await get("/");
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("studio");
  });

  it("tells a stranger what to do, without the studio's page", async () => {
    const answer = await get("/", {});
    expect(answer.status).toBe(401);
    const text = await answer.text();
    expect(text).toContain("?token=");
    expect(text).not.toContain("<title>studio");
  });

  it.each(["/", "/index.html", "/assets/index-12345678.js", "/media/image/0/0", "/trpc/app.info", "/nothing"])(
    "shows a stranger nothing at %s",
    async (path) => {
      expect((await get(path, {})).status).toBe(401);
      expect((await get(path, { cookie: `rea2seg_${host.port}=wrong` })).status).toBe(401);
    },
  );

  it("opens once to a ticket, the address for a browser's command line", async () => {
    const path = host.ticketUrl().slice(origin.length);
    expect(path).not.toContain(new URL(host.url).searchParams.get("token"));
    expect((await get(path, {})).status).toBe(303);
    expect((await get(path, {})).status).toBe(401);
    expect((await fetch(host.url, { redirect: "manual" })).status).toBe(303);
  });

  it("refuses a wrong token", async () => {
    const answer = await get("/?token=wrong", {});
    expect(answer.status).toBe(401);
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  it("refuses other names and other origins", async () => {
    expect(await rawGet("/", `evil.example:${host.port}`)).toMatch(/^HTTP\/1.1 421 /);
    expect((await get("/trpc/app.info", { cookie, origin: "http://evil.example" })).status).toBe(403);
    expect((await post("/trpc/settings.set", '{"theme":"light"}', { origin: "null" })).status).toBe(403);
    expect(test.services.settings().theme).toBe("dark");
  });

  it("answers the API's client in its own form", async () => {
    const answer = await get("/trpc/app.info", {});
    const body = (await answer.json()) as { error: { data: { report: { code: string } } } };
    expect(body.error.data.report.code).toBe("unauthorised");
  });

  it("keeps the token out of every log and every later address", async () => {
    await get("/?token=wrong", {});
    await rawGet("/../x");
    await post("/trpc/settings.set", "{");
    const secret = new URL(host.url).searchParams.get("token") as string;
    expect(logged.join("\n")).not.toContain(secret);
    expect(await (await get("/")).text()).not.toContain(secret);
  });
});

describe("the address", () => {
  it("answers on the loopback address alone", async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .flatMap((info) => (info && info.family === "IPv4" && info.address !== "127.0.0.1" ? [info.address] : []));
    for (const address of [...others, ...(process.platform === "linux" ? ["127.0.0.2"] : [])]) {
      await expect(reach(address, host.port), address).rejects.toThrow(/ECONNREFUSED|EHOSTUNREACH|ETIMEDOUT/);
    }
    await expect(reach("127.0.0.1", host.port)).resolves.toBeUndefined();
  });

  it("says which port is in use, and what to do", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port));
    });
    const failed = startWebHost({ services: test.services, rendererDir: test.root, port });
    await expect(failed).rejects.toBeInstanceOf(AppError);
    await expect(failed).rejects.toMatchObject({ code: "conflict", where: `127.0.0.1:${port}` });
    await expect(failed).rejects.toThrow(String(port));
    await new Promise((resolve) => other.close(resolve));
  });

  it.each([-1, 65_536, 1.5, Number.NaN])("refuses the port %d", async (port) => {
    const failed = startWebHost({ services: test.services, rendererDir: test.root, port });
    await expect(failed).rejects.toMatchObject({ code: "usage" });
  });

  it("takes the port that it is told", async () => {
    const { port } = host;
    await host.close();
    host = await startWebHost({ services: test.services, rendererDir: test.root, port });
    expect(host.port).toBe(port);
    expect(host.url).toContain(`http://127.0.0.1:${port}/?token=`);
  });
});

function reach(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, timeout: 2000 }, () => {
      socket.destroy();
      resolve();
    });
    socket.once("timeout", () => socket.destroy(new Error("ETIMEDOUT")));
    socket.once("error", reject);
  });
}

describe("every answer", () => {
  it.each([
    ["/", {}, 401],
    ["/", { cookie: "" }, 401],
    ["/?token=x", {}, 401],
  ] as const)("guards refusals too: %s", async (path, headers, status) => {
    const answer = await get(path, headers);
    expect(answer.status).toBe(status);
    expectGuarded(answer);
  });

  it.each(["/", "/assets/index-12345678.js", "/trpc/app.info", "/trpc/nope", "/media/image/0/0", "/nothing"])(
    "carries the policy: %s",
    async (path) => expectGuarded(await get(path)),
  );

  it("never says that another origin may read it", async () => {
    const answer = await get("/trpc/app.info");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("holds no stack, whatever breaks", async () => {
    vi.spyOn(test.services.projects, "recents").mockImplementation(() => {
      throw new TypeError("inner gear");
    });
    const answer = await get("/trpc/projects.recent");
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).toContain("inner gear");
    expect(text).not.toMatch(/stack|\.ts|node_modules/);
    expect(logged.join("\n")).toContain("projects.recent");
  });
});

function expectGuarded(answer: Response): void {
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
  });
}

describe("requests", () => {
  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/..%5csecret.txt",
    "//secret.txt",
    "/./../secret.txt",
  ])("stays within its folder: GET %s", async (target) => {
    const answer = await rawGet(target);
    expect(answer).toMatch(/^HTTP\/1.1 40[04] /);
    expect(answer).not.toContain("a secret");
  });

  it("is no proxy", async () => {
    expect(await rawGet("http://evil.example/")).toMatch(/^HTTP\/1.1 400 /);
    const tunnel = `CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n\r\n`;
    expect(await raw(tunnel)).not.toContain("200");
  });

  it.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s and says what it takes", async (method) => {
    const answer = await fetch(`${origin}/`, { method, headers: { cookie, origin } });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD, POST");
  });

  it("takes POST for the API alone", async () => {
    const answer = await post("/index.html", "{}");
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
  });

  it("does not let a GET change anything", async () => {
    const input = encodeURIComponent('{"theme":"light"}');
    expect((await get(`/trpc/settings.set?input=${input}`)).status).toBe(405);
    expect(test.services.settings().theme).toBe("dark");
  });

  it("refuses a form's POST, which needs no permission to be sent across sites", async () => {
    const type = { "content-type": "text/plain" };
    expect((await post("/trpc/settings.set", '{"theme":"light"}', type)).status).toBe(415);
  });

  it("refuses a body that is too large, announced or not", async () => {
    const body = JSON.stringify({ author: "x".repeat(9 * 1024 * 1024) });
    const announced = await post("/trpc/settings.set", body);
    expect(announced.status).toBe(413);
    const { error } = (await announced.json()) as { error: { data: { report: { code: string; message: string } } } };
    expect(error.data.report).toMatchObject({ code: "too-large" });
    expect(error.data.report.message).toContain("8 MB");
    const streamed = await fetch(`${origin}/trpc/settings.set`, {
      method: "POST",
      body: new Blob([body]).stream(),
      duplex: "half",
      headers: { cookie, origin, "content-type": "application/json" },
    } as RequestInit);
    expect(streamed.status).toBe(413);
  });

  it("survives broken requests", async () => {
    expect(await raw("NONSENSE\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
    const huge = `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(100_000)}\r\n\r\n`;
    expect(await raw(huge)).toMatch(/^HTTP\/1.1 431 /);
    expect((await post("/trpc/settings.set", "{ no json")).status).toBe(400);
    expect((await get("/trpc/app.info?input=%")).status).toBeLessThan(500);
    expect((await get("/")).status).toBe(200);
  });

  it("answers HEAD without a body", async () => {
    const answer = await fetch(`${origin}/`, { method: "HEAD", headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-length")).toBe("36");
    expect(await answer.text()).toBe("");
  });

  it("sends an answer of the API whole, with its length", async () => {
    const answer = await get("/trpc/app.info");
    const length = Number(answer.headers.get("content-length"));
    expect(answer.headers.has("transfer-encoding")).toBe(false);
    expect((await answer.arrayBuffer()).byteLength).toBe(length);
    expect(length).toBeGreaterThan(20);
    const refused = await get("/trpc/no.such.thing");
    expect(refused.status).toBe(404);
    expect(Number(refused.headers.get("content-length"))).toBe((await refused.arrayBuffer()).byteLength);
  });

  it("has nothing to say to a browser that looks for an icon", async () => {
    expect((await get("/favicon.ico")).status).toBe(204);
    expect((await get("/favicon.ico", {})).status).toBe(401);
  });

  it("says that the interface is not built", async () => {
    await host.close();
    host = await startWebHost({ services: test.services, rendererDir: join(test.root, "none"), port: host.port });
    const entry = await fetch(host.url, { redirect: "manual" });
    const answer = await get("/", { cookie: entry.headers.get("set-cookie")?.split(";")[0] ?? "" });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("npm run build");
  });
});
