import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { BrowserWindowConstructorOptions, Rectangle, WebPreferences } from "electron";

/**
 * As much of Electron as the desktop host uses, with the same events in the same order, and without a display.
 * A test puts it in Electron's place: `vi.mock("electron", () => import("../../mocks/electron.ts"))`.
 */

/** An event whose default can be prevented, with what Electron puts on it. */
export function preventable<T extends object>(details: T) {
  const event = { ...details, defaultPrevented: false, preventDefault: () => {} };
  event.preventDefault = () => {
    event.defaultPrevented = true;
  };
  return event;
}

class FakeApp extends EventEmitter {
  isPackaged = false;
  appPath = process.cwd();
  accelerated = true;
  hasLock = true;
  sandboxed = false;
  /** Undefined while it runs. */
  exitCode: number | undefined;
  quitCalls = 0;
  readonly paths = new Map<string, string>();
  requestSingleInstanceLock = (): boolean => this.hasLock;
  enableSandbox = (): void => {
    this.sandboxed = true;
  };
  setPath = (name: string, path: string): void => {
    if (!existsSync(path)) throw new Error(`Path does not exist: ${path}`);
    this.paths.set(name, path);
  };
  getAppPath = (): string => this.appPath;
  disableHardwareAcceleration = (): void => {
    this.accelerated = false;
  };
  getVersion = (): string => "0.0.0-test";
  whenReady = (): Promise<void> => Promise.resolve();
  quit = (): void => {
    this.quitCalls++;
    for (const window of [...BrowserWindow.all]) window.close();
    const event = preventable({});
    this.emit("will-quit", event);
    if (!event.defaultPrevented) this.exit(0);
  };
  exit = (code = 0): void => {
    this.exitCode = code;
    this.emit("fake-exit", code);
  };
}
export const app = new FakeApp();

export class FakePort extends EventEmitter {
  constructor(readonly inner: MessagePort) {
    super();
    inner.on("close", () => this.emit("close"));
  }
  start(): void {
    this.inner.on("message", (data) => this.emit("message", { data, ports: [] }));
  }
  postMessage(message: unknown): void {
    this.inner.postMessage(message);
  }
  close(): void {
    this.inner.close();
  }
}

/** The keychain: encrypts by turning each byte over, which is enough to see that no plain text is written. */
const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
export const safeStorage = {
  isEncryptionAvailable: (): boolean => true,
  getSelectedStorageBackend: (): string => "gnome_libsecret",
  encryptString: (text: string): Buffer => turned(Buffer.from(text)),
  decryptString: (bytes: Buffer): string => turned(bytes).toString(),
};

export class MessageChannelMain {
  readonly port1: FakePort;
  readonly port2: FakePort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new FakePort(port1);
    this.port2 = new FakePort(port2);
  }
}

export class FakeFrame {
  /** What main posted to this frame. */
  readonly posted: { channel: string; message: unknown; ports: readonly FakePort[] }[] = [];
  constructor(
    public url: string,
    private readonly deliver: (channel: string, ports: readonly FakePort[]) => void = () => {},
  ) {}
  postMessage(channel: string, message: unknown, ports: readonly FakePort[] = []): void {
    this.posted.push({ channel, message, ports });
    this.deliver(channel, ports);
  }
}

type OpenHandler = (details: { url: string }) => { action: "allow" | "deny" };

export class FakeContents extends EventEmitter {
  readonly mainFrame = new FakeFrame("about:blank", (channel, ports) =>
    ipcRenderer.emit(channel, { ports: ports.map((port) => port.inner) }),
  );
  openHandler: OpenHandler = () => ({ action: "allow" });
  reloads = 0;
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.reloads++;
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  /** What loading a page does; a test may put a failure here. */
  static load: (window: BrowserWindow) => Promise<void> = async () => {};
  readonly webContents = new FakeContents();
  bounds: Rectangle;
  maximized = false;
  minimized = false;
  visible: boolean;
  focused = 0;
  destroyed = false;

  constructor(readonly options: BrowserWindowConstructorOptions) {
    super();
    const { x = 10, y = 10, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    this.visible = options.show !== false;
    BrowserWindow.all.push(this);
    app.emit("web-contents-created", {}, this.webContents);
  }
  get webPreferences(): WebPreferences {
    return this.options.webPreferences ?? {};
  }
  async loadURL(url: string): Promise<void> {
    await BrowserWindow.load(this);
    this.webContents.mainFrame.url = url;
    this.webContents.emit("did-navigate", {}, url);
    this.emit("ready-to-show");
  }
  getNormalBounds = (): Rectangle => this.bounds;
  isMaximized = (): boolean => this.maximized;
  isMinimized = (): boolean => this.minimized;
  isDestroyed = (): boolean => this.destroyed;
  maximize(): void {
    this.maximized = true;
  }
  /** As the task bar shows it: below 0 none, above 1 one that only moves. */
  progress = -1;
  setProgressBar(part: number): void {
    this.progress = part;
  }
  restore(): void {
    this.minimized = false;
  }
  show(): void {
    this.visible = true;
  }
  focus(): void {
    this.focused++;
  }
  close(): void {
    if (this.destroyed) return;
    this.emit("close", preventable({}));
    this.destroyed = true;
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    this.emit("closed");
    if (BrowserWindow.all.length === 0 && app.quitCalls === 0) app.emit("window-all-closed");
  }
}

type Decide = (granted: boolean) => void;
class FakeSession {
  permissionRequest: (contents: unknown, permission: string, decide: Decide) => void = (_c, _p, decide) => decide(true);
  permissionCheck: (contents: unknown, permission: string) => boolean = () => true;
  devicePermission: (details: unknown) => boolean = () => true;
  beforeRequest: (details: { url: string }, decide: (answer: { cancel?: boolean }) => void) => void = (_d, decide) =>
    decide({});
  setPermissionRequestHandler = (handler: FakeSession["permissionRequest"]): void => {
    this.permissionRequest = handler;
  };
  setPermissionCheckHandler = (handler: FakeSession["permissionCheck"]): void => {
    this.permissionCheck = handler;
  };
  setDevicePermissionHandler = (handler: FakeSession["devicePermission"]): void => {
    this.devicePermission = handler;
  };
  readonly webRequest = {
    onBeforeRequest: (listener: FakeSession["beforeRequest"]): void => {
      this.beforeRequest = listener;
    },
  };
}
export const session = { defaultSession: new FakeSession() };

type SchemeHandler = (request: Request | { url: string; method: string }) => Promise<Response>;
export const protocol = {
  privileged: [] as { scheme: string; privileges: Record<string, boolean> }[],
  handlers: new Map<string, SchemeHandler>(),
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges: Record<string, boolean> }[]): void {
    protocol.privileged.push(...schemes);
  },
  handle(scheme: string, handler: SchemeHandler): void {
    protocol.handlers.set(scheme, handler);
  },
};

export const ipcMain = new EventEmitter();

class FakeIpcRenderer extends EventEmitter {
  /** The preload of the first window speaks. */
  send(channel: string): void {
    const sender = BrowserWindow.all[0]?.webContents;
    ipcMain.emit(channel, { sender, senderFrame: sender?.mainFrame });
  }
}
export const ipcRenderer = new FakeIpcRenderer();

export const contextBridge = {
  exposed: new Map<string, unknown>(),
  exposeInMainWorld(name: string, api: unknown): void {
    contextBridge.exposed.set(name, api);
  },
};

export const shell = {
  opened: [] as string[],
  async openExternal(url: string): Promise<void> {
    shell.opened.push(url);
  },
  /** Folders that were opened, and what the system says of the next one ("" when all is well). */
  openedPaths: [] as string[],
  openPathAnswer: "",
  async openPath(path: string): Promise<string> {
    shell.openedPaths.push(path);
    return shell.openPathAnswer;
  },
};

export const screen = {
  displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  getAllDisplays: () => screen.displays,
};

export const dialog = {
  errors: [] as { title: string; content: string }[],
  showErrorBox(title: string, content: string): void {
    dialog.errors.push({ title, content });
  },
  messages: [] as { message: string; detail?: string; buttons?: string[] }[],
  /** The button that is pressed in the next box. */
  response: 0,
  async showMessageBox(options: { message: string; detail?: string; buttons?: string[] }) {
    dialog.messages.push(options);
    return { response: dialog.response, checkboxChecked: false };
  },
  /** What a person chooses next; null: nothing. */
  chosen: null as string | null,
  async showOpenDialog(_options: unknown) {
    return { canceled: dialog.chosen === null, filePaths: dialog.chosen === null ? [] : [dialog.chosen] };
  },
  saves: [] as { properties?: readonly string[] }[],
  async showSaveDialog(options: { properties?: readonly string[] }) {
    dialog.saves.push(options);
    return { canceled: dialog.chosen === null, filePath: dialog.chosen ?? "" };
  },
};

export interface FakeMenuItem {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly accelerator?: string;
  readonly registerAccelerator?: boolean;
  readonly submenu?: readonly FakeMenuItem[];
  readonly click?: () => void;
}

export const Menu = {
  current: undefined as { template: readonly FakeMenuItem[] } | null | undefined,
  buildFromTemplate: (template: readonly FakeMenuItem[]) => ({ template }),
  setApplicationMenu(menu: { template: readonly FakeMenuItem[] } | null): void {
    Menu.current = menu;
  },
};

/** What keeps the machine awake at the moment, by its number. */
export const powerSaveBlocker = {
  next: 1,
  active: new Map<number, string>(),
  start(type: string): number {
    const id = powerSaveBlocker.next++;
    powerSaveBlocker.active.set(id, type);
    return id;
  },
  stop(id: number): boolean {
    return powerSaveBlocker.active.delete(id);
  },
};

/** As after a fresh start; what the preload has registered stays, for it is loaded once. */
export function resetElectron(): void {
  for (const window of BrowserWindow.all.splice(0)) window.removeAllListeners();
  BrowserWindow.load = async () => {};
  app.removeAllListeners();
  ipcMain.removeAllListeners();
  Object.assign(app, { hasLock: true, sandboxed: false, exitCode: undefined, quitCalls: 0 });
  Object.assign(app, { isPackaged: false, appPath: process.cwd(), accelerated: true });
  powerSaveBlocker.active.clear();
  shell.openedPaths.length = 0;
  shell.openPathAnswer = "";
  dialog.messages.length = 0;
  dialog.saves.length = 0;
  Object.assign(dialog, { response: 0, chosen: null });
  app.paths.clear();
  session.defaultSession = new FakeSession();
  protocol.privileged.length = 0;
  protocol.handlers.clear();
  shell.opened.length = 0;
  dialog.errors.length = 0;
  screen.displays = [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }];
  Menu.current = undefined;
}
