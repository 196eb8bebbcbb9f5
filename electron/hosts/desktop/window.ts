import { BrowserWindow } from "electron";
import { APP_URL } from "./app-protocol.ts";
import { keepWindowState, loadWindowState, SMALLEST_WINDOW } from "./window-state.ts";

export interface WindowOptions {
  readonly preload: string;
  readonly configDir: string;
}

/** Opens the studio's one window. */
export async function openWindow({ preload, configDir }: WindowOptions): Promise<BrowserWindow> {
  const { bounds, maximized } = loadWindowState(configDir);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST_WINDOW.width,
    minHeight: SMALLEST_WINDOW.height,
    title: "Rea2Seg Studio",
    backgroundColor: "#1a1b1e",
    autoHideMenuBar: true,
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Chromium fetches its dictionaries from the web.
      spellcheck: false,
    },
  });
  keepWindowState(configDir, window);
  window.once("ready-to-show", () => {
    if (maximized) window.maximize();
    window.show();
  });
  await window.loadURL(APP_URL);
  return window;
}

/** What a second start does instead of opening a second studio. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
