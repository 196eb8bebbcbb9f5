import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app, type BrowserWindow, dialog, Menu, session } from "electron";
import { AppError, toErrorReport } from "#core/errors";
import type { Services } from "#electron/api";
import { registerAppScheme, serveAppScheme } from "./app-protocol.ts";
import { guardContents, refuseNetwork, refusePermissions } from "./guards.ts";
import { offerPort } from "./port-channel.ts";
import { openWindow, showWindow } from "./window.ts";

export interface DesktopOptions {
  readonly rendererDir: string;
  readonly preload: string;
  readonly configDir: string;
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
    app.on("web-contents-created", (_event, contents) => guardContents(contents));
    app.on("window-all-closed", () => app.quit());
    await app.whenReady();
    await open(options);
  } catch (thrown) {
    const { message, where, cure } = toErrorReport(thrown);
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

async function open(options: DesktopOptions): Promise<void> {
  const services = options.createServices();
  const stopPorts = offerPort(services);
  closeOnQuit(services, stopPorts);
  refusePermissions(session.defaultSession);
  refuseNetwork(session.defaultSession);
  serveAppScheme({ services, rendererDir: options.rendererDir });
  setMenu(process.platform);
  // Registered before the page has loaded: the second start may come meanwhile.
  let window: BrowserWindow | null = null;
  app.on("second-instance", () => {
    if (window !== null && !window.isDestroyed()) showWindow(window);
  });
  window = await openWindow(options);
}

/** Holds the quitting until the worker has stopped and the projects are closed. */
function closeOnQuit(services: Services, stopPorts: () => void): void {
  let closing = false;
  app.on("will-quit", (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    stopPorts();
    services
      .close()
      .then(() => app.exit(0))
      .catch((thrown: unknown) => {
        console.error("Closing failed:", thrown);
        app.exit(1);
      });
  });
}

/** macOS needs a menu for its editing keys; elsewhere the studio's own palette is the menu. */
export function setMenu(platform: NodeJS.Platform): void {
  const roles = [{ role: "appMenu" }, { role: "editMenu" }, { role: "windowMenu" }] as const;
  Menu.setApplicationMenu(platform === "darwin" ? Menu.buildFromTemplate(roles.map((item) => ({ ...item }))) : null);
}
