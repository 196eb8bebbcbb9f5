import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startWebHost, type WebHost } from "#electron/hosts";
import { type TestServices, testServices } from "../../mocks/services.ts";
import { findChromium, launch } from "./chromium.ts";

const executable = await findChromium();

/** What a hostile text that got into the page would try: run itself, and talk to somebody. */
const attackPage = (elsewhere: string) => `<!doctype html><html><head><title>attack</title>
<base href="${elsewhere}/base/">
<link rel="stylesheet" href="${elsewhere}/style.css">
<style>#styled { width: 123px } @font-face { font-family: f; src: url(${elsewhere}/font.woff2) } #styled { font-family: f }</style>
<script>window.ranInline = true</script>
<script src="${elsewhere}/script.js"></script>
<script src="data:text/javascript,window.ranData=true"></script>
</head><body>
<div id="styled">text</div>
<img src="${elsewhere}/image.png">
<img src="/nothing.png" onerror="window.ranHandler = true">
<iframe src="${elsewhere}/frame.html"></iframe>
<object data="${elsewhere}/object.svg"></object>
<video src="${elsewhere}/video.mp4"></video>
<form id="form" action="${elsewhere}/form" method="post"></form>
<script type="module" src="/assets/attack-12345678.js"></script>
</body></html>`;

/** Runs as the studio's own script would, if one of its libraries turned on it. */
const attackScript = (elsewhere: string) => `
const tries = {
  eval: () => { (0, eval)("window.ranEval = true"); },
  newFunction: () => { new Function("window.ranEval = true")(); },
  timeout: () => { setTimeout("window.ranEval = true", 0); },
  fetch: () => fetch("${elsewhere}/fetch", { mode: "no-cors" }),
  beacon: () => { if (!navigator.sendBeacon("${elsewhere}/beacon", "x")) throw new Error("refused"); },
  eventSource: () => new Promise((yes, no) => { const s = new EventSource("${elsewhere}/events"); s.onopen = yes; s.onerror = no; }),
  webSocket: () => new Promise((yes, no) => { const s = new WebSocket("${elsewhere.replace("http", "ws")}/socket"); s.onopen = yes; s.onerror = no; }),
  image: () => new Promise((yes, no) => { const i = new Image(); i.onload = yes; i.onerror = no; i.src = "${elsewhere}/late.png"; }),
  worker: () => new Promise((yes, no) => { const w = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))); w.onmessage = yes; w.onerror = no; }),
  wasm: () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
};
const fine = {
  own: () => fetch("/assets/attack-12345678.js").then((r) => { if (!r.ok) throw new Error(String(r.status)); }),
  dataImage: () => new Promise((yes, no) => { const i = new Image(); i.onload = yes; i.onerror = no; i.src = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"; }),
  blobImage: () => new Promise((yes, no) => { const i = new Image(); i.onload = yes; i.onerror = no; i.src = URL.createObjectURL(new Blob(["<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"], { type: "image/svg+xml" })); }),
};
const outcome = {};
for (const [name, go] of Object.entries({ ...fine, ...tries })) {
  try { await go(); outcome[name] = "went through"; } catch { outcome[name] = "stopped"; }
}
window.outcome = outcome;
`;

describe.skipIf(executable === null)("the content security policy in Chromium", () => {
  let browser: Browser;
  let test: TestServices;
  let host: WebHost;
  let page: Page;
  /** Another server on this machine; what it is asked for has left the studio. */
  let other: Server;
  let elsewhere: string;
  const asked: string[] = [];
  let otherPage = "";

  beforeAll(async () => {
    browser = await launch(executable as string);
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    asked.length = 0;
    test = await testServices();
    const rendererDir = join(test.root, "renderer");
    mkdirSync(join(rendererDir, "assets"), { recursive: true });
    other = createServer((req, res) => {
      asked.push(`${req.method} ${req.url}`);
      const own = req.url === "/" ? otherPage : req.url?.startsWith("/assets/") ? attackScript(elsewhere) : "";
      const type = req.url === "/" ? "text/html" : "text/javascript";
      res.writeHead(200, { "content-type": type, "access-control-allow-origin": "*" }).end(own);
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    elsewhere = `http://127.0.0.1:${(other.address() as { port: number }).port}`;
    writeFileSync(join(rendererDir, "index.html"), attackPage(elsewhere));
    writeFileSync(join(rendererDir, "assets", "attack-12345678.js"), attackScript(elsewhere));
    host = await startWebHost({ services: test.services, rendererDir });
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await host.close();
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    await test.dispose();
  });

  const flags = () =>
    page.evaluate(() => {
      const seen = window as unknown as Record<string, unknown>;
      return ["ranInline", "ranData", "ranHandler", "ranEval"].filter((name) => seen[name] === true);
    });

  it("lets nothing run but the studio's own files, and nothing out", async () => {
    await page.goto(host.url);
    expect(page.url()).toBe(`http://127.0.0.1:${host.port}/`);
    await page.waitForFunction(() => "outcome" in window);
    const outcome = await page.evaluate(() => (window as unknown as { outcome: Record<string, string> }).outcome);
    // These two are dropped without an error; `asked` and `flags` below tell.
    const { timeout: _timeout, beacon: _beacon, ...told } = outcome;
    expect(told).toEqual({
      own: "went through",
      dataImage: "went through",
      blobImage: "went through",
      eval: "stopped",
      newFunction: "stopped",
      fetch: "stopped",
      eventSource: "stopped",
      webSocket: "stopped",
      image: "stopped",
      worker: "stopped",
      wasm: "stopped",
    });
    expect(await flags()).toEqual([]);
    expect(await page.locator("#styled").evaluate((div) => getComputedStyle(div).width)).toBe("123px");
    const stopped = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
          (document.getElementById("form") as HTMLFormElement).submit();
        }),
    );
    expect(await stopped).toBe("form-action");
    expect(page.url()).toBe(`http://127.0.0.1:${host.port}/`);
    expect(asked).toEqual([]);
  });

  it("stops what would get through without it (the attack is real)", async () => {
    otherPage = readFileSync(join(test.root, "renderer", "index.html"), "utf8").replace(/<base .*>/, "");
    await page.goto(elsewhere);
    await page.waitForFunction(() => "outcome" in window);
    await page.evaluate(() => (document.getElementById("form") as HTMLFormElement).submit());
    await page.waitForURL(`${elsewhere}/form`);
    expect(asked).toContain("POST /form");
    for (const path of ["style.css", "script.js", "image.png", "frame.html", "late.png", "fetch", "beacon", "events"]) {
      expect(asked.join("\n")).toContain(`/${path}`);
    }
  });

  it("lets no other page use the studio that this browser is logged in to", async () => {
    await page.goto(host.url);
    await page.waitForFunction(() => "outcome" in window);
    const studio = `http://127.0.0.1:${host.port}`;
    // The same site (cookies ignore ports), but another origin.
    otherPage = `<!doctype html><iframe id="frame" src="${studio}/"></iframe>
      <form id="form" method="post" enctype="text/plain" target="sink" action="${studio}/trpc/settings.set">
      <input name='{"theme":"light","x":"' value='"}'></form><iframe name="sink"></iframe>`;
    const answers = new Map<string, number>();
    page.on("response", (response) => {
      if (response.url().startsWith(studio)) answers.set(response.url().slice(studio.length), response.status());
    });
    await page.goto(elsewhere);
    const outcome = await page.evaluate(async (studio) => {
      const attempt = (go: () => Promise<unknown>) =>
        go().then(
          () => "read",
          () => "refused",
        );
      const json = { "content-type": "application/json" };
      const load = (tag: "img" | "script", src: string) =>
        new Promise((yes, no) => {
          document.body.append(Object.assign(document.createElement(tag), { onload: yes, onerror: no, src }));
        });
      return {
        read: await attempt(() => fetch(`${studio}/trpc/app.info`, { credentials: "include" })),
        write: await attempt(() =>
          fetch(`${studio}/trpc/settings.set`, {
            method: "POST",
            credentials: "include",
            headers: json,
            body: '{"theme":"light"}',
          }),
        ),
        script: await attempt(() => load("script", `${studio}/assets/attack-12345678.js`)),
        image: await attempt(() => load("img", `${studio}/media/image/0/0`)),
      };
    }, studio);
    expect(outcome).toEqual({ read: "refused", write: "refused", script: "refused", image: "refused" });
    await Promise.all([
      page.waitForResponse((response) => response.url().endsWith("/trpc/settings.set")),
      page.locator("#form").evaluate((form) => (form as HTMLFormElement).submit()),
    ]);
    expect([...answers].filter(([, status]) => status < 400)).toEqual([]);
    expect(answers.get("/trpc/settings.set")).toBe(403);
    expect(test.services.settings().theme).toBe("dark");
  });
});
