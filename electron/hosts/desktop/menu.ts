import { Menu, type MenuItemConstructorOptions } from "electron";
import type { NativeMenu } from "#electron/api";

export interface MenuDeeds {
  /** An action of the app was chosen. */
  choose(id: string): void;
  openLogs(): void;
  /** Null: no feed was configured, and there is nothing to ask. */
  readonly checkForUpdates: (() => void) | null;
}

/** The menu bar, made of the studio's own actions; before the page has told them only what every app has. */
export function setMenu(platform: NodeJS.Platform, menu: NativeMenu, deeds: MenuDeeds): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(platform, menu, deeds)));
}

export function menuTemplate(
  platform: NodeJS.Platform,
  menu: NativeMenu,
  deeds: MenuDeeds,
): MenuItemConstructorOptions[] {
  const isMac = platform === "darwin";
  const groups = menu.map(({ title, items }) => ({
    label: plain(title),
    submenu: items.map((item) => actionItem(item, isMac, deeds)),
  }));
  const last = groups.at(-1);
  if (!isMac && last) last.submenu.push({ type: "separator" }, { role: "quit" });
  return [
    // macOS needs these for its editing keys.
    ...(isMac ? [{ role: "appMenu" } as const, { role: "editMenu" } as const] : []),
    ...groups,
    ...(isMac ? [{ role: "windowMenu" } as const] : []),
    { role: "help", submenu: helpItems(isMac, groups.length === 0, deeds) },
  ];
}

function helpItems(
  isMac: boolean,
  isAlone: boolean,
  { openLogs, checkForUpdates }: MenuDeeds,
): MenuItemConstructorOptions[] {
  return [
    { id: "open-logs", label: "Open the logs", click: () => openLogs() },
    ...(checkForUpdates
      ? [{ id: "check-for-updates", label: "Check for updates", click: () => checkForUpdates() }]
      : []),
    ...(isMac ? [] : [{ role: "about" } as const]),
    ...(!isMac && isAlone ? [{ role: "quit" } as const] : []),
  ];
}

function actionItem(
  { id, title, keys, enabled }: NativeMenu[number]["items"][number],
  isMac: boolean,
  { choose }: MenuDeeds,
): MenuItemConstructorOptions {
  const accelerator = keys === null ? null : acceleratorOf(keys, isMac);
  const shownKey = keys !== null && accelerator === null && !/^(Mod|Alt)\+/.test(keys) ? `\t${keys}` : "";
  return {
    id,
    label: `${plain(title)}${isMac ? "" : shownKey}`,
    enabled,
    click: () => choose(id),
    // The page has the keys, with its own rules for text and dialogs: the menu only shows them.
    ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
  };
}

/** Where a title has an &, a menu would underline what follows. */
const plain = (title: string): string => title.replaceAll("&", "&&");

/** The Edit menu of macOS has these, and they mean text where text is typed. */
const EDITING: ReadonlySet<string> = new Set(["Mod+Z", "Mod+Shift+Z", "Mod+X", "Mod+C", "Mod+V", "Mod+A"]);

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: "Left",
  ArrowRight: "Right",
  ArrowUp: "Up",
  ArrowDown: "Down",
  Escape: "Esc",
  "+": "Plus",
};

/**
 * The keymap's "Mod+Shift+Z" in Electron's words; null for keys that Electron has no name for. macOS cannot show a key
 * without taking it, so there only keys with the command key are told.
 */
export function acceleratorOf(keys: string, isMac: boolean): string | null {
  if (isMac && (!keys.startsWith("Mod+") || EDITING.has(keys))) return null;
  const key = keys.endsWith("+") ? "+" : (keys.split("+").at(-1) ?? "");
  const modifiers = keys
    .slice(0, keys.length - key.length)
    .split("+")
    .filter((part) => part !== "");
  const name = NAMES[key] ?? key;
  if (
    !/^([A-Z0-9]|F\d{1,2}|Left|Right|Up|Down|Esc|Enter|Space|Tab|Backspace|Delete|Home|End|Plus|[!-/:-@[-`{-~])$/.test(
      name,
    )
  ) {
    return null;
  }
  return [...modifiers.map((part) => (part === "Mod" ? "CommandOrControl" : part)), name].join("+");
}
