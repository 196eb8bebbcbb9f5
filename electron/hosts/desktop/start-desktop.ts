import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app, type BrowserWindow, dialog, session, shell } from "electron";
import { AppError, toErrorReport } from "#core/errors";
import type { NativeMenu, Services } from "#electron/api";
import { startUpdates, type Updater } from "#electron/updates";
import { showActivity } from "./activity.ts";
import { registerAppScheme, serveAppScheme } from "./app-protocol.ts";
import { tellFailures } from "./failures.ts";
import { guardContents, refuseNetwork, refusePermissions } from "./guards.ts";
import { filesIn } from "./launch-arguments.ts";
import { setMenu } from "./menu.ts";
import { bundleDialogs, createOpener } from "./open-files.ts";
import { offerPort } from "./port-channel.ts";
import { openWindow, showWindow } from "./window.ts";

export interface DesktopOptions {
  readonly rendererDir: string;
  readonly preload: string;
  readonly configDir: string;
  readonly logsDir: string;
  /** Projects and bundles that the app was started with. */
  readonly files: readonly string[];
  /** Where updates are looked for; null, as usual: nowhere. */
  readonly updates: { readonly feed: string; readonly load: () => Promise<Updater> } | null;
  /** Called once Electron is ready, and not at all by a second instance. */
  readonly createServices: () => Services;
}

/** Opens the studio in Electron; resolves once its window has loaded, or at once where it is open already. */
export async function startDesktop(options: DesktopOptions): Promise<void> {
  try {
    if (!claimInstance(options.configDir)) {
      app.quit();
      return;
    }
    app.enableSandbox();
    registerAppScheme();
    const openLogs = logsOpener(options.logsDir);
    app.on("web-contents-created", (_event, contents) => guardContents(contents, openLogs));
    app.on("window-all-closed", () => app.quit());
    const files = collectFiles(options.files);
    await app.whenReady();
    await open(options, files, openLogs);
  } catch (thrown) {
    const { message, where, cure } = toErrorReport(thrown);
    console.error("The studio could not start:", thrown);
    dialog.showErrorBox("Rea2Seg Studio could not start", [message, where, cure].filter(Boolean).join("\n\n"));
    app.exit(1);
  }
}

/** Chromium's own files, and with them the lock of the one instance, belong to the configuration that is used. */
function claimInstance(configDir: string): boolean {
  const userData = join(configDir, "electron");
  makeFolder(userData);
  app.setPath("userData", userData);
  return app.requestSingleInstanceLock();
}

/** Electron refuses a folder that isn't there. */
function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (cause) {
    throw new AppError(
      {
        code: "read-only",
        message: "The folder for the settings cannot be made.",
        where: dir,
        cure: "Make its place writable, or name another one in REA2SEG_CONFIG_DIR.",
      },
      { cause },
    );
  }
}

/** Opens the folder with the logs in the system's file manager. */
function logsOpener(logsDir: string): () => Promise<void> {
  return async () => {
    mkdirSync(logsDir, { recursive: true });
    const problem = await shell.openPath(logsDir);
    if (problem !== "") dialog.showErrorBox("The logs", `They are in ${logsDir}.\n\n${problem}`);
  };
}

/** macOS tells the file of a double click as an event that may come before the app is ready. */
function collectFiles(given: readonly string[]): { take(open: (files: readonly string[]) => void): void } {
  let waiting: string[] | null = [...given];
  let open: (files: readonly string[]) => void = (files) => waiting?.push(...files);
  app.on("open-file", (event, path) => {
    event.preventDefault();
    open([path]);
  });
  return {
    take(opener) {
      open = opener;
      opener(waiting ?? []);
      waiting = null;
    },
  };
}

async function open(
  options: DesktopOptions,
  files: ReturnType<typeof collectFiles>,
  openLogs: () => Promise<void>,
): Promise<void> {
  const services = options.createServices();
  let window: BrowserWindow | null = null;
  const updates = startUpdates({
    feed: options.updates?.feed ?? null,
    load: options.updates?.load ?? (() => Promise.reject(new Error("No feed was configured."))),
    log: { info: console.log, warn: console.warn, error: console.error },
  });
  const stops = [
    offerPort(services),
    showActivity(services, () => window),
    followMenu(services, openLogs, updates.configured ? () => void updates.check() : null),
    tellFailures({ openLogs }),
    updates.stop,
  ];
  closeOnQuit(services, stops);
  refusePermissions(session.defaultSession);
  refuseNetwork(session.defaultSession);
  serveAppScheme({ services, rendererDir: options.rendererDir });
  services.desktop.dialogs = bundleDialogs;
  const opener = createOpener(services);
  files.take((paths) => void opener(paths));
  // Registered before the page has loaded: the second start may come meanwhile.
  app.on("second-instance", (_event, argv: readonly string[] = [], cwd?: string) => {
    if (window !== null && !window.isDestroyed()) showWindow(window);
    void opener(filesIn(argv.slice(1), cwd));
  });
  window = await openWindow(options);
}

/** The menu bar has what the page last told. */
function followMenu(
  services: Services,
  openLogs: () => Promise<void>,
  checkForUpdates: (() => void) | null,
): () => void {
  const show = (menu: NativeMenu): void =>
    setMenu(process.platform, menu, {
      choose: (id) => services.desktop.tell({ kind: "action", id }),
      openLogs: () => void openLogs(),
      checkForUpdates,
    });
  show([]);
  return services.desktop.onMenu(show);
}

/** Holds the quitting until the worker has stopped and the projects are closed. */
function closeOnQuit(services: Services, stops: readonly (() => void)[]): void {
  let closing = false;
  app.on("will-quit", (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    for (const stop of stops) stop();
    services
      .close()
      .then(() => app.exit(0))
      .catch((thrown: unknown) => {
        console.error("Closing failed:", thrown);
        app.exit(1);
      });
  });
}
