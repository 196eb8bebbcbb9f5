import { join } from "node:path";
import { app, type BrowserWindow, dialog, Menu, session } from "electron";
import { toErrorReport } from "#core/errors";
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
  // Chromium's own files, and with them the lock of the one instance, belong to the configuration that is used.
  app.setPath("userData", join(options.configDir, "electron"));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  registerAppScheme();
  app.on("web-contents-created", (_event, contents) => guardContents(contents));
  app.on("window-all-closed", () => app.quit());
  await app.whenReady();
  try {
    await open(options);
  } catch (thrown) {
    const { message, where, cure } = toErrorReport(thrown);
    dialog.showErrorBox("Rea2Seg Studio could not start", [message, where, cure].filter(Boolean).join("\n\n"));
    app.exit(1);
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
