import { afterEach, describe, expect, it, vi } from "vitest";
import { type Action, allActions } from "#renderer/actions";
import { nativeMenu, performChosen } from "#renderer/desktop";
import { studioKeymap, useKeymap } from "#renderer/keymap";

const atHome = { session: null };
afterEach(() => {
  useKeymap.setState({ keymap: studioKeymap });
  vi.unstubAllGlobals();
});

const itemOf = (id: string, context: Parameters<typeof nativeMenu>[1] = atHome, isCovered = false) =>
  nativeMenu(allActions, context, isCovered)
    .flatMap(({ items }) => items)
    .find((item) => item.id === id);

describe("the native menu's items", () => {
  it("are the palette's actions, each once, under their groups", () => {
    const menu = nativeMenu(allActions, atHome, false);
    const ids = menu.flatMap(({ items }) => items.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.sort()).toEqual(
      allActions
        .filter((action) => !action.hidden)
        .map(({ id }) => id)
        .sort(),
    );
    expect(menu.map(({ title }) => title)).toContain("Studio");
  });

  it("are grey where nothing can be done, and under a dialog", () => {
    expect(itemOf("undo")?.enabled).toBe(false);
    expect(itemOf("settings")?.enabled).toBe(true);
    expect(itemOf("settings", atHome, true)?.enabled).toBe(false);
  });

  it("have the keys that a person gave them", () => {
    expect(itemOf("settings")?.keys).toBe("Mod+,");
    useKeymap.setState({ keymap: { ...studioKeymap, changed: { settings: ["Mod+Shift+P"] } } });
    expect(itemOf("settings")?.keys).toBe("Mod+Shift+P");
  });

  it("offer bundles on the desktop alone", () => {
    expect(itemOf("open-bundle")?.enabled).toBe(false);
    vi.stubGlobal("window", { rea2seg: { connect() {} } });
    expect(itemOf("open-bundle")?.enabled).toBe(true);
    expect(itemOf("save-bundle")?.enabled).toBe(false);
  });
});

describe("a choice in the native menu", () => {
  it("is performed if it can be done by the time it arrives", () => {
    const perform = vi.fn();
    const action: Action = { id: "a", title: "A", group: "View", keys: [], keywords: [], perform };
    expect(performChosen([action], "a", atHome, false)).toBe(true);
    expect(performChosen([action], "a", atHome, true)).toBe(false);
    expect(performChosen([{ ...action, predicate: () => false }], "a", atHome, false)).toBe(false);
    expect(performChosen([action], "b", atHome, false)).toBe(false);
    expect(perform).toHaveBeenCalledOnce();
  });
});
