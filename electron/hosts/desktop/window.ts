import { BrowserWindow, dialog } from "electron";
import { APP_URL } from "./app-url.ts";
import { CRASH_URL } from "./crash-page.ts";
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
  reviveAfterCrash(window);
  await window.loadURL(APP_URL).catch((thrown: unknown) => {
    // Closed while it was loading: no failure, but the user's wish.
    if (!window.isDestroyed()) throw thrown;
  });
  return window;
}

/** A page that crashes again and again would otherwise be loaded for ever. */
const MOST_RELOADS = 3;

/** Everything that a person did is on the disk already, so a page that died is simply loaded anew. */
function reviveAfterCrash(window: BrowserWindow): void {
  let reloads = 0;
  // Who goes on from the crash page gets its tries again.
  window.webContents.on("did-navigate", (_event, url) => {
    if (url === APP_URL && reloads > MOST_RELOADS) reloads = 0;
  });
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason === "clean-exit" || window.isDestroyed()) return;
    console.error(`The studio's page ended: ${reason}`);
    reloads++;
    if (reloads <= MOST_RELOADS) window.webContents.reload();
    else if (reloads === MOST_RELOADS + 1) {
      window.loadURL(CRASH_URL).catch((thrown: unknown) => console.error("The crash page could not be shown:", thrown));
    } else
      dialog.showErrorBox("Rea2Seg Studio", "The window keeps crashing. Nothing is lost. Please start the app again.");
  });
}

/** What a second start does instead of opening a second studio. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
