import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CONTENT_SECURITY_POLICY } from "#electron/hosts";
import { CONNECT_CHANNEL, PORT_CHANNEL } from "#electron/hosts/bridge";
import { APP_URL, EXTERNAL_HOSTS, isAppUrl, startDesktop } from "#electron/hosts/desktop";
import {
  app,
  BrowserWindow,
  FakeContents,
  FakeFrame,
  ipcMain,
  preventable,
  protocol,
  resetElectron,
  session,
  shell,
} from "../../mocks/electron.ts";
import { type TestServices, testServices } from "../../mocks/services.ts";

vi.mock("electron", () => import("../../mocks/electron.ts"));

let test: TestServices;
let window: BrowserWindow;
beforeEach(async () => {
  test = await testServices("desktop");
  const rendererDir = join(test.root, "renderer");
  mkdirSync(join(rendererDir, "assets"), { recursive: true });
  mkdirSync(join(test.root, "renderer-secret"));
  writeFileSync(join(rendererDir, "index.html"), "<!doctype html><title>studio</title>");
  writeFileSync(join(rendererDir, "assets", "index-12345678.js"), "export {};");
  writeFileSync(join(test.root, "secret.txt"), "a secret");
  writeFileSync(join(test.root, "renderer-secret", "secret.txt"), "a secret");
  await startDesktop({
    rendererDir,
    preload: join(test.root, "preload.cjs"),
    configDir: join(test.root, "config"),
    ...{ logsDir: join(test.root, "logs"), files: [], updates: null },
    createServices: () => test.services,
  });
  window = BrowserWindow.all[0] as BrowserWindow;
});
afterEach(async () => {
  resetElectron();
  await test.dispose();
});

describe("the window", () => {
  it("is sandboxed, isolated, and without Node", () => {
    expect(BrowserWindow.all).toHaveLength(1);
    expect(app.sandboxed).toBe(true);
    expect(window.webPreferences).toEqual({
      preload: join(test.root, "preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
  });

  it("loads the studio from its own scheme, which is secure and no more privileged than a page needs", () => {
    expect(window.webContents.mainFrame.url).toBe("rea2seg://app/");
    expect(protocol.privileged).toEqual([
      {
        scheme: "rea2seg",
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ]);
  });
});

describe("permissions", () => {
  it.each(["media", "geolocation", "notifications", "clipboard-read", "openExternal", "fullscreen", "anything"])(
    "refuses %s, asked for or checked",
    (permission) => {
      const decide = vi.fn();
      session.defaultSession.permissionRequest(window.webContents, permission, decide);
      expect(decide).toHaveBeenCalledExactlyOnceWith(false);
      expect(session.defaultSession.permissionCheck(window.webContents, permission)).toBe(false);
    },
  );
  it("refuses devices", () => expect(session.defaultSession.devicePermission({ deviceType: "usb" })).toBe(false));
});

describe("the network", () => {
  const cancelled = (url: string) => {
    const decide = vi.fn();
    session.defaultSession.beforeRequest({ url }, decide);
    return decide.mock.calls[0]?.[0].cancel;
  };
  it.each([
    "https://github.com/",
    "http://127.0.0.1:8080/",
    "ws://localhost/",
    "wss://evil.example/",
    "ftp://evil.example/",
    "file:///etc/passwd",
    "chrome-extension://abc/",
    "no url",
  ])("is cut off: %s", (url) => expect(cancelled(url)).toBe(true));
  it.each(["rea2seg://app/index.html", "blob:rea2seg://app/1", "data:,x"])("is not needed for %s", (url) => {
    expect(cancelled(url)).toBe(false);
  });
});

describe("navigation", () => {
  const prevented = (name: string, details: object) => {
    const event = preventable(details);
    window.webContents.emit(name, event);
    return event.defaultPrevented;
  };

  it.each([
    "https://evil.example/",
    "https://github.com/",
    "file:///etc/passwd",
    "rea2seg://app/index.html",
    "rea2seg://other/",
    "data:text/html,x",
    "about:blank",
    "javascript:alert(1)",
  ])("refuses to go to %s", (url) => expect(prevented("will-navigate", { url })).toBe(true));

  it("lets the page reload itself", () => expect(prevented("will-navigate", { url: APP_URL })).toBe(false));
  it("refuses redirects", () => expect(prevented("will-redirect", { url: APP_URL })).toBe(true));
  it("refuses frames", () => {
    expect(prevented("will-frame-navigate", { url: APP_URL, isMainFrame: false })).toBe(true);
  });
  it("refuses webviews", () => expect(prevented("will-attach-webview", {})).toBe(true));

  it("holds for every contents that is ever made", () => {
    const contents = new FakeContents();
    app.emit("web-contents-created", {}, contents);
    const event = preventable({ url: "https://evil.example/" });
    contents.emit("will-navigate", event);
    expect(event.defaultPrevented).toBe(true);
    expect(contents.openHandler({ url: "https://evil.example/" })).toEqual({ action: "deny" });
  });
});

describe("links to the web", () => {
  it.each(Object.keys(EXTERNAL_HOSTS))("hands https://%s to the user's browser, and opens no window", (host) => {
    expect(window.webContents.openHandler({ url: `https://${host}/x?y#z` })).toEqual({ action: "deny" });
    expect(shell.opened).toEqual([`https://${host}/x?y#z`]);
  });

  it.each([
    "http://github.com/",
    "https://github.com.evil.example/",
    "https://evil.example/github.com",
    "https://github.com@evil.example/",
    "https://user:word@github.com/",
    "https://github.com:8443/",
    "https://sub.github.com/",
    "https://constructor/",
    "file:///etc/passwd",
    "smb://server/share",
    "ms-settings:",
    "javascript:alert(1)",
    "rea2seg://app/",
    "",
    "no url",
  ])("hands over nothing else: %s", (url) => {
    expect(window.webContents.openHandler({ url })).toEqual({ action: "deny" });
    expect(shell.opened).toEqual([]);
  });
});

describe("the port", () => {
  const ask = (sender: FakeContents, senderFrame: FakeFrame | null) => {
    vi.spyOn(console, "warn").mockImplementationOnce(() => {});
    ipcMain.emit(CONNECT_CHANNEL, { sender, senderFrame });
  };

  it("is given to the page's main frame", () => {
    const frame = window.webContents.mainFrame;
    ask(window.webContents, frame);
    expect(frame.posted).toMatchObject([{ channel: PORT_CHANNEL, message: null }]);
    expect(frame.posted[0]?.ports).toHaveLength(1);
  });

  it("is refused to a frame within the page, even one of our own address", () => {
    const frame = new FakeFrame(APP_URL);
    ask(window.webContents, frame);
    expect(frame.posted).toEqual([]);
    expect(window.webContents.mainFrame.posted).toEqual([]);
  });

  it.each([
    "https://evil.example/",
    "file:///index.html",
    "about:blank",
    "",
    "rea2seg://app.evil/",
    "rea2seg://evil/",
    "rea2seg://x@app/",
    "http://app/",
    "data:text/html,rea2seg://app/",
  ])("is refused to a main frame at %j", (url) => {
    window.webContents.mainFrame.url = url;
    ask(window.webContents, window.webContents.mainFrame);
    expect(window.webContents.mainFrame.posted).toEqual([]);
  });

  it("is refused to a frame that has gone", () => {
    expect(() => ask(window.webContents, null)).not.toThrow();
    expect(window.webContents.mainFrame.posted).toEqual([]);
  });
});

describe("the studio's scheme", () => {
  const request = (url: string, method = "GET") => {
    const handler = protocol.handlers.get("rea2seg");
    if (!handler) throw new Error("The scheme is not served.");
    // Not a Request: it would tidy the address up before the handler sees it.
    return handler({ url, method });
  };

  it("serves the interface", async () => {
    const answer = await request(APP_URL);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await answer.text()).toContain("<title>studio");
    const script = await request("rea2seg://app/assets/index-12345678.js?x#y");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  });

  it.each([APP_URL, "rea2seg://app/nothing", "rea2seg://app/media/image/0/0", "rea2seg://evil/"])(
    "puts the policy on every answer: %s",
    async (url) => {
      const { headers } = await request(url);
      expect(headers.get("content-security-policy")).toBe(CONTENT_SECURITY_POLICY);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    },
  );

  it.each([
    "rea2seg://app/../secret.txt",
    "rea2seg://app/%2e%2e/secret.txt",
    "rea2seg://app/..%2fsecret.txt",
    "rea2seg://app/assets/%2e%2e/%2e%2e/secret.txt",
    "rea2seg://app/../renderer-secret/secret.txt",
    "rea2seg://app/%2e%2e%2frenderer-secret%2fsecret.txt",
    "rea2seg://app/..%5csecret.txt",
    "rea2seg://app//etc/hostname",
    "rea2seg://app/media/../../secret.txt",
    "rea2seg://evil/index.html",
    "rea2seg://app.evil/index.html",
    "rea2seg:/index.html",
    "file:///etc/hostname",
  ])("refuses %s", async (url) => {
    const answer = await request(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("a secret");
  });

  it("refuses the absolute path of a file outside", async () => {
    expect((await request(`rea2seg://app${join(test.root, "secret.txt")}`)).status).toBe(404);
    expect((await request(`rea2seg://app/${join(test.root, "secret.txt")}`)).status).toBe(404);
  });

  it.each(["POST", "PUT", "DELETE"])("can only be read, not %s", async (method) => {
    expect((await request(APP_URL, method)).status).toBe(405);
  });

  it("answers HEAD without a body", async () => {
    const answer = await request(APP_URL, "HEAD");
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
  });

  it("tells its own addresses from those that look alike", () => {
    expect(isAppUrl("rea2seg://app/x?y#z")).toBe(true);
    for (const url of ["rea2seg://app:80/", "rea2seg://APP2/", "xrea2seg://app/", "rea2seg:app", ""]) {
      expect(isAppUrl(url), url).toBe(false);
    }
  });
});
