import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "#core/errors";
import { answerAppRequest, startDesktop } from "#electron/hosts/desktop";
import { app, BrowserWindow, dialog, preventable, resetElectron, screen, shell } from "../../mocks/electron.ts";
import { type TestServices, testServices } from "../../mocks/services.ts";

vi.mock("electron", () => import("../../mocks/electron.ts"));

let test: TestServices;
beforeEach(async () => {
  test = await testServices("desktop");
});
afterEach(async () => {
  resetElectron();
  await test.dispose();
});

const options = (createServices = () => test.services) => ({
  ...{ rendererDir: join(test.root, "none"), preload: "preload.cjs", configDir: join(test.root, "config") },
  ...{ logsDir: join(test.root, "logs"), files: [], updates: null, createServices },
});

async function open(createServices = () => test.services): Promise<BrowserWindow> {
  await startDesktop(options(createServices));
  return BrowserWindow.all[0] as BrowserWindow;
}

const ended = () => new Promise<number>((resolve) => app.once("fake-exit", resolve));
const stateFile = () => join(test.root, "config", "window.json");

describe("the window's place", () => {
  it("has a first size, and shows once it is ready", async () => {
    const window = await open();
    expect(window.options).toMatchObject({ width: 1440, height: 900, show: false });
    expect(window.visible).toBe(true);
    expect(window.maximized).toBe(false);
  });

  it("is kept over a restart", async () => {
    const first = await open();
    first.bounds = { x: 100, y: 50, width: 1200, height: 800 };
    first.maximized = true;
    first.close();
    resetElectron();
    const second = await open();
    expect(second.bounds).toEqual({ x: 100, y: 50, width: 1200, height: 800 });
    expect(second.maximized).toBe(true);
  });

  it("is forgotten when its display is gone", async () => {
    const first = await open();
    first.bounds = { x: 3000, y: 50, width: 1200, height: 800 };
    first.close();
    resetElectron();
    expect((await open()).options).toMatchObject({ width: 1440, height: 900 });
    expect(BrowserWindow.all[0]?.options.x).toBeUndefined();
    resetElectron();
    writeFileSync(stateFile(), JSON.stringify({ bounds: { x: 3000, y: 50, width: 1200, height: 800 } }));
    screen.displays.push({ workArea: { x: 1920, y: 0, width: 2560, height: 1440 } });
    expect((await open()).options.x).toBe(3000);
  });

  it("survives a file that is no JSON, and keeps the file aside", async () => {
    writeFileSync(stateFile(), "{ half of");
    expect((await open()).options).toMatchObject({ width: 1440, height: 900 });
    BrowserWindow.all[0]?.close();
    expect(JSON.parse(readFileSync(stateFile(), "utf8"))).toMatchObject({ maximized: false });
  });
});

describe("a second start", () => {
  it("quits without opening anything", async () => {
    app.hasLock = false;
    const createServices = vi.fn(() => test.services);
    await open(createServices);
    expect(app.quitCalls).toBe(1);
    expect(createServices).not.toHaveBeenCalled();
    expect(BrowserWindow.all).toEqual([]);
  });

  it("brings the first one's window to the front", async () => {
    const window = await open();
    window.minimized = true;
    window.visible = false;
    app.emit("second-instance");
    expect(window.minimized).toBe(false);
    expect(window.visible).toBe(true);
    expect(window.focused).toBe(1);
  });

  it("is told by the configuration's folder", async () => {
    await open();
    expect(app.paths.get("userData")).toBe(join(test.root, "config", "electron"));
  });
});

describe("quitting", () => {
  it("closes the worker and the projects first", async () => {
    await open();
    const { id } = test.services.projects.create(join(test.root, "p"), "P");
    const end = ended();
    app.quit();
    expect(app.exitCode).toBeUndefined();
    expect(await end).toBe(0);
    expect(test.pipeline.stopped).toBe(true);
    expect(() => test.services.projects.get(id)).toThrow(AppError);
  });

  it("follows the closing of the window", async () => {
    const window = await open();
    const end = ended();
    window.close();
    expect(await end).toBe(0);
    expect(test.pipeline.stopped).toBe(true);
  });

  it("ends all the same when the closing fails", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    await open();
    vi.spyOn(test.pipeline, "stop").mockRejectedValueOnce(new Error("stuck"));
    const end = ended();
    app.quit();
    expect(await end).toBe(1);
    expect(log).toHaveBeenCalled();
    log.mockRestore();
  });
});

describe("a start that fails", () => {
  it("says what, where and how to mend it", async () => {
    const end = ended();
    await open(() => {
      throw new AppError({
        code: "read-only",
        message: "No settings can be kept.",
        where: "/config",
        cure: "Free it.",
      });
    });
    expect(await end).toBe(1);
    expect(dialog.errors).toEqual([
      { title: "Rea2Seg Studio could not start", content: "No settings can be kept.\n\n/config\n\nFree it." },
    ]);
  });
});

describe("a start that is broken off", () => {
  it("is no failure when the window is closed while it loads", async () => {
    BrowserWindow.load = async (window) => {
      window.close();
      throw new Error("ERR_ABORTED (-3)");
    };
    const end = ended();
    await open();
    expect(await end).toBe(0);
    expect(dialog.errors).toEqual([]);
  });

  it("is one when the page cannot be loaded", async () => {
    BrowserWindow.load = async () => {
      throw new Error("ERR_FAILED (-2)");
    };
    const end = ended();
    await open();
    expect(await end).toBe(1);
    expect(dialog.errors[0]?.content).toContain("ERR_FAILED");
  });

  it("says that the configuration's folder cannot be made", async () => {
    writeFileSync(join(test.root, "file"), "");
    const end = ended();
    const configDir = join(test.root, "file", "config");
    await startDesktop({ ...options(), configDir });
    expect(await end).toBe(1);
    expect(dialog.errors[0]?.content).toContain(configDir);
    expect(dialog.errors[0]?.content).toContain("REA2SEG_CONFIG_DIR");
  });
});

describe("a page that crashes", () => {
  it("is loaded anew, but not for ever; then a page without a script stands in its place", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const { webContents } = await open();
    webContents.emit("render-process-gone", {}, { reason: "clean-exit" });
    expect(webContents.reloads).toBe(0);
    for (let i = 0; i < 3; i++) webContents.emit("render-process-gone", {}, { reason: "crashed" });
    expect(webContents.reloads).toBe(3);
    expect(dialog.errors).toEqual([]);
    webContents.emit("render-process-gone", {}, { reason: "oom" });
    expect(webContents.reloads).toBe(3);
    await vi.waitFor(() => expect(webContents.mainFrame.url).toBe("rea2seg://app/crashed"));
    expect(dialog.errors).toEqual([]);
    // Where even the page without a script ends, only the system's dialog is left.
    webContents.emit("render-process-gone", {}, { reason: "crashed" });
    expect(dialog.errors).toHaveLength(1);
    log.mockRestore();
  });

  it("has its tries again after somebody went on from the crash page", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const { webContents } = await open();
    for (let i = 0; i < 4; i++) webContents.emit("render-process-gone", {}, { reason: "crashed" });
    webContents.emit("did-navigate", {}, "rea2seg://app/");
    webContents.emit("render-process-gone", {}, { reason: "crashed" });
    expect(webContents.reloads).toBe(4);
    log.mockRestore();
  });

  it("offers the logs and a new try, and its links lead nowhere else", async () => {
    const { webContents } = await open();
    const answer = await answerAppRequest(
      { services: test.services, rendererDir: "" },
      { url: "rea2seg://app/crashed", method: "GET" },
    );
    const page = await answer.text();
    expect(answer.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(page).not.toContain("<script");
    const links = [...page.matchAll(/href="([^"]+)"/g)].map((match) => match[1]);
    expect(links).toEqual(["rea2seg://app/", "rea2seg://app/open-logs"]);
    const event = preventable({ url: "rea2seg://app/open-logs" });
    webContents.emit("will-navigate", event);
    expect(event.defaultPrevented).toBe(true);
    expect(shell.openedPaths).toEqual([join(test.root, "logs")]);
  });
});
