import { EventEmitter } from "node:events";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { apiRouter, type BatchNews, type DesktopNews, type JobUpdate } from "#electron/api";
import { packBundle } from "#electron/bundles";
import { runAsCommand, startDesktop } from "#electron/hosts/desktop";
import { progressOf, showActivity } from "../../../electron/hosts/desktop/activity.ts";
import { tellFailures } from "../../../electron/hosts/desktop/failures.ts";
import {
  app,
  BrowserWindow,
  dialog,
  type FakeMenuItem,
  Menu,
  powerSaveBlocker,
  preventable,
  resetElectron,
  shell,
} from "../../mocks/electron.ts";
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

async function open(files: readonly string[] = []): Promise<BrowserWindow> {
  await startDesktop({
    ...{ rendererDir: join(test.root, "none"), preload: "preload.cjs", configDir: join(test.root, "config") },
    ...{ logsDir: join(test.root, "logs"), files, updates: null, createServices: () => test.services },
  });
  return BrowserWindow.all[0] as BrowserWindow;
}

/** A bundle of an empty project, in a folder of its own. */
async function bundle(): Promise<string> {
  const { store, id } = test.services.projects.create(join(test.root, "source"), "Cats");
  mkdirSync(join(test.root, "sent"));
  const { file } = await packBundle(store, join(test.root, "sent", "cats.rea2seg"));
  test.services.projects.close(id);
  return file;
}

function newsOf(kind: DesktopNews["kind"]): DesktopNews[] {
  const heard: DesktopNews[] = [];
  test.services.desktop.onNews(kind, (news) => heard.push(news));
  return heard;
}

const item = (id: string): FakeMenuItem | undefined =>
  Menu.current?.template.flatMap(({ submenu }) => submenu ?? []).find((one) => one.id === id);

describe("the menu bar", () => {
  it("follows what the page tells, and tells it what was chosen", async () => {
    await open();
    expect(item("accept")).toBeUndefined();
    test.services.desktop.offerMenu([
      { title: "Verdict", items: [{ id: "accept", title: "Accept", keys: "A", enabled: true }] },
    ]);
    expect(item("accept")).toMatchObject({ label: "Accept", enabled: true });
    const heard = newsOf("action");
    item("accept")?.click?.();
    expect(heard).toEqual([{ kind: "action", id: "accept" }]);
  });

  it("opens the folder with the logs, making it first, or says where they are", async () => {
    await open();
    item("open-logs")?.click?.();
    await vi.waitFor(() => expect(shell.openedPaths).toEqual([join(test.root, "logs")]));
    expect(existsSync(join(test.root, "logs"))).toBe(true);
    shell.openPathAnswer = "no file manager";
    item("open-logs")?.click?.();
    await vi.waitFor(() => expect(dialog.errors[0]?.content).toContain(join(test.root, "logs")));
  });

  it("offers no update where no feed was configured", async () => {
    await open();
    expect(item("check-for-updates")).toBeUndefined();
  });
});

describe("a bundle from outside", () => {
  it("that the app was started with waits for the page, unpacked beside itself", async () => {
    await open([await bundle()]);
    await new Promise((done) => setTimeout(done, 100));
    const heard = newsOf("open");
    await vi.waitFor(() => expect(heard).toEqual([{ kind: "open", dir: join(test.root, "sent", "cats") }]));
    expect(test.services.projects.open(join(test.root, "sent", "cats")).store.title).toBe("Cats");
  });

  it("comes by a second start too, and by macOS's event", async () => {
    const file = await bundle();
    const window = await open();
    const heard = newsOf("open");
    app.emit("second-instance", {}, ["/usr/bin/rea2seg", "--no-sandbox", file]);
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(window.focused).toBe(1);
    const event = preventable({});
    app.emit("open-file", event, file);
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect(event.defaultPrevented).toBe(true);
    // The same bundle is the same project, with the work on it.
    expect(heard[1]).toEqual(heard[0]);
    // A name is meant from where the second start was made, not from where this one runs.
    app.emit("second-instance", {}, ["/usr/bin/rea2seg", "cats.rea2seg"], join(test.root, "sent"));
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    expect(heard[2]).toEqual(heard[0]);
  });

  it("that is none is refused in a dialog", async () => {
    await open([join(test.root, "images", "a.png.rea2seg")]);
    await vi.waitFor(() => expect(dialog.errors[0]?.title).toBe("This project could not be opened"));
    expect(dialog.errors[0]?.content).toContain("a.png.rea2seg");
  });

  it("is chosen and saved in the system's dialogs, and nothing happens where a person thinks better of it", async () => {
    const file = await bundle();
    await open();
    const { dialogs } = test.services.desktop;
    expect(await dialogs?.chooseBundle()).toBeNull();
    expect(await dialogs?.placeForBundle("cats.rea2seg")).toBeNull();
    dialog.chosen = file;
    expect(await dialogs?.chooseBundle()).toBe(file);
    expect(await dialogs?.placeForBundle("cats.rea2seg")).toBe(file);
    // On Linux the system asks about a file that is there only where it is told to.
    for (const { properties } of dialog.saves) expect(properties).toContain("showOverwriteConfirmation");
  });

  it("is saved over the one that the dialog asked about, and over no other", async () => {
    const file = await bundle();
    await open();
    const api = apiRouter.createCaller({ services: test.services });
    const { id } = test.services.projects.open(join(test.root, "source"));
    const before = statSync(file).ino;
    dialog.chosen = file;
    expect(await api.desktop.saveBundle({ projectId: id })).toMatchObject({ file, outside: 0 });
    expect(statSync(file).ino).not.toBe(before);
    dialog.chosen = file.replace(/\.rea2seg$/, "");
    await expect(api.desktop.saveBundle({ projectId: id })).rejects.toThrow(/file of this name/);
    dialog.chosen = null;
    expect(await api.desktop.saveBundle({ projectId: id })).toBeNull();
  });
});

describe("while a run goes on", () => {
  function boards() {
    const jobs = new EventEmitter();
    const batches = new EventEmitter();
    const listen = (emitter: EventEmitter) => (listener: (...values: unknown[]) => void) => {
      emitter.on("news", listener);
      return () => emitter.off("news", listener);
    };
    const services = { jobs: { onUpdate: listen(jobs) }, batches: { onNews: listen(batches) } };
    return {
      services: services as unknown as Parameters<typeof showActivity>[0],
      job: (news: Partial<JobUpdate>) => jobs.emit("news", news),
      batch: (batch: Partial<BatchNews["batch"]>) => batches.emit("news", { batch, sampleId: null }),
    };
  }

  it("the machine stays awake and the task bar moves; after it both are as before", () => {
    const { services, job } = boards();
    const window = new BrowserWindow({});
    const stop = showActivity(services, () => window as never);
    job({ id: "1", state: "queued", done: 0, total: 1 });
    expect([...powerSaveBlocker.active.values()]).toEqual(["prevent-app-suspension"]);
    expect(window.progress).toBe(2);
    job({ id: "1", state: "running", done: 3, total: 4 });
    expect(window.progress).toBe(0.75);
    job({ id: "2", state: "running", done: 1, total: 4 });
    expect(window.progress).toBe(0.5);
    expect(powerSaveBlocker.active.size).toBe(1);
    job({ id: "1", state: "done", done: 1, total: 1 });
    job({ id: "2", state: "failed", done: 0, total: 1 });
    expect(powerSaveBlocker.active.size).toBe(0);
    expect(window.progress).toBe(-1);
    stop();
  });

  it("over many samples the bar has the finished ones; a paused one keeps nobody awake", () => {
    const { services, batch } = boards();
    const window = new BrowserWindow({});
    const stop = showActivity(services, () => window as never);
    batch({ id: "b", state: "running", total: 10, done: 3, failed: 1 });
    expect(window.progress).toBeCloseTo(0.4);
    batch({ id: "b", state: "paused", total: 10, done: 3, failed: 1 });
    expect(powerSaveBlocker.active.size).toBe(0);
    batch({ id: "b", state: "running", total: 10, done: 3, failed: 1 });
    stop();
    expect(powerSaveBlocker.active.size).toBe(0);
  });

  it("does nothing to a window that has gone", () => {
    const { services, job } = boards();
    const window = new BrowserWindow({});
    const stop = showActivity(services, () => window as never);
    window.close();
    job({ id: "1", state: "running", done: 1, total: 2 });
    expect(window.progress).toBe(-1);
    stop();
    expect(progressOf(new Map())).toBe(-1);
  });
});

describe("what nobody caught", () => {
  it("is told once, opens the logs where asked, and ends the app in order", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const source = new EventEmitter();
    const openLogs = vi.fn(async () => {});
    const stop = tellFailures({ openLogs, source: source as never });
    source.emit("uncaughtException", new Error("out of luck"));
    source.emit("uncaughtException", new Error("and again"));
    source.emit("unhandledRejection", new Error("only logged"));
    await vi.waitFor(() => expect(app.quitCalls).toBe(1));
    expect(dialog.messages.map(({ detail }) => detail)).toEqual(["out of luck"]);
    expect(openLogs).toHaveBeenCalledOnce();
    expect(log).toHaveBeenCalledTimes(3);
    stop();
    expect(source.listenerCount("uncaughtException")).toBe(0);
    log.mockRestore();
  });
});

describe("a command in the packaged app", () => {
  it("runs without a window, with files of its own, and ends with the command's code", async () => {
    const run = vi.fn(async () => 3);
    const ended = new Promise<number>((resolve) => app.once("fake-exit", resolve));
    await runAsCommand({ args: ["doctor", "--json"], cacheDir: join(test.root, "cache"), run });
    expect(await ended).toBe(3);
    expect(run).toHaveBeenCalledWith(["doctor", "--json"]);
    expect(BrowserWindow.all).toEqual([]);
    expect(app.accelerated).toBe(false);
    expect(app.paths.get("userData")).toBe(join(test.root, "cache", "command"));
  });

  it("takes Ctrl-C for itself: Electron does not quit under it", async () => {
    const interrupt = vi.fn();
    process.once("SIGINT", interrupt);
    const event = preventable({});
    const run = async () => {
      app.emit("before-quit", event);
      return 5;
    };
    await runAsCommand({ args: ["run"], cacheDir: join(test.root, "cache"), run });
    expect(event.defaultPrevented).toBe(true);
    expect(interrupt).toHaveBeenCalledOnce();
    expect(app.exitCode).toBe(5);
  });

  it("that does not listen for Ctrl-C is ended by it", async () => {
    const others = process.listeners("SIGINT");
    process.removeAllListeners("SIGINT");
    const ended = new Promise<number>((resolve) => app.once("fake-exit", resolve));
    const hangs = () => new Promise<number>(() => app.emit("before-quit", preventable({})));
    void runAsCommand({ args: ["doctor"], cacheDir: join(test.root, "cache"), run: hangs });
    expect(await ended).toBe(5);
    for (const listener of others) process.on("SIGINT", listener);
  });
});
