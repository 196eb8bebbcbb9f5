import { afterEach, describe, expect, it, vi } from "vitest";
import type { NativeMenu } from "#electron/api";
import { acceleratorOf, menuTemplate } from "../../../electron/hosts/desktop/menu.ts";
import { resetElectron } from "../../mocks/electron.ts";

vi.mock("electron", () => import("../../mocks/electron.ts"));
afterEach(() => resetElectron());

const menu: NativeMenu = [
  {
    title: "Verdict",
    items: [
      { id: "fix", title: "Fix & accept", keys: "Shift+A", enabled: true },
      { id: "skip", title: "Skip", keys: null, enabled: false },
    ],
  },
  { title: "Studio", items: [{ id: "palette", title: "Command palette", keys: "Mod+K", enabled: true }] },
];
const deeds = () => ({ choose: vi.fn(), openLogs: vi.fn(), checkForUpdates: null });

describe("the native menu", () => {
  it("has the app's actions by their groups, and what every app has", () => {
    const template = menuTemplate("linux", menu, deeds());
    expect(template.map(({ label, role }) => label ?? role)).toEqual(["Verdict", "Studio", "help"]);
    const [verdict, studio, help] = template.map(({ submenu }) => submenu as { label?: string; role?: string }[]);
    expect(verdict?.map(({ label }) => label)).toEqual(["Fix && accept", "Skip"]);
    expect(studio?.at(-1)?.role).toBe("quit");
    expect(help?.map(({ label, role }) => label ?? role)).toEqual(["Open the logs", "about"]);
  });

  it("tells which action was chosen, and only shows its key", () => {
    const done = deeds();
    const [verdict] = menuTemplate("win32", menu, done);
    const items = verdict?.submenu as {
      click: () => void;
      enabled: boolean;
      accelerator?: string;
      registerAccelerator?: boolean;
    }[];
    expect(items.map(({ enabled }) => enabled)).toEqual([true, false]);
    expect(items[0]).toMatchObject({ accelerator: "Shift+A", registerAccelerator: false });
    expect(items[1]?.accelerator).toBeUndefined();
    items[0]?.click();
    expect(done.choose).toHaveBeenCalledWith("fix");
  });

  it("opens the logs, and looks for updates only where a feed was configured", () => {
    const done = { ...deeds(), checkForUpdates: vi.fn() };
    const help = menuTemplate("linux", [], done).at(-1)?.submenu as { id?: string; click: () => void }[];
    help.find(({ id }) => id === "open-logs")?.click();
    help.find(({ id }) => id === "check-for-updates")?.click();
    expect(done.openLogs).toHaveBeenCalledOnce();
    expect(done.checkForUpdates).toHaveBeenCalledOnce();
    expect(JSON.stringify(menuTemplate("linux", [], deeds()))).not.toContain("updates");
  });

  it("keeps macOS's editing keys, and takes no key from the page there", () => {
    const template = menuTemplate("darwin", menu, deeds());
    expect(template.map(({ label, role }) => label ?? role)).toEqual([
      ...["appMenu", "editMenu", "Verdict", "Studio", "windowMenu", "help"],
    ]);
    expect(acceleratorOf("Shift+A", true)).toBeNull();
    expect(acceleratorOf("Mod+Z", true)).toBeNull();
    expect(acceleratorOf("Mod+K", true)).toBe("CommandOrControl+K");
  });

  it.each([
    ["Mod+Shift+Z", "CommandOrControl+Shift+Z"],
    ["ArrowLeft", "Left"],
    ["Mod++", "CommandOrControl+Plus"],
    ["?", "?"],
    ["Shift+Enter", "Shift+Enter"],
    ["Nonsense", null],
    ["ö", null],
  ])("says %s as %s", (keys, accelerator) => {
    expect(acceleratorOf(keys, false)).toBe(accelerator);
  });
});
