import { afterEach, describe, expect, it } from "vitest";
import { keymapSchema, keyPresetSchema } from "#core/samples";
import { actionFor, allActions, type Dispatched, release } from "#renderer/actions";
import { useView } from "#renderer/canvas";
import {
  assign,
  combinationOf,
  conflictsIn,
  type KeyPress,
  keepFor,
  keyPresets,
  keysFor,
  matches,
  ownersOf,
  readKeymap,
  refusalOf,
  studioKeymap,
  useKeymap,
  withKeys,
  withoutChange,
  writeKeymap,
} from "#renderer/keymap";

const key = (name: string, options: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key: name, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...options,
});
const dispatched = (press: KeyPress, target: unknown = { tagName: "BODY" }): Dispatched => ({
  ...press,
  target,
  repeat: false,
  preventDefault: () => undefined,
});
const action = (id: string) => {
  const found = allActions.find((one) => one.id === id);
  if (!found) throw new Error(`There is no action ${id}.`);
  return found;
};
const everywhere = { isMac: false, isCovered: false };

afterEach(() => useKeymap.setState({ keymap: studioKeymap }));

describe("signs on keyboards with AltGr", () => {
  it.each([
    ["Windows, where AltGr is Ctrl and Alt besides", { ctrlKey: true, altKey: true, altGraph: true }, false],
    ["Linux", { altGraph: true }, false],
    ["a Mac's Option", { altKey: true }, true],
  ])("count as typed: %s", (_where, modifiers, isMac) => {
    expect(matches("[", key("[", { code: "Digit8", ...modifiers }), isMac)).toBe(true);
    expect(matches("]", key("]", { code: "Digit9", ...modifiers }), isMac)).toBe(true);
    expect(matches("[", key("]", { code: "Digit9", ...modifiers }), isMac)).toBe(false);
  });

  it("are not the digit or the letter of their key", () => {
    expect(matches("8", key("[", { code: "Digit8", altGraph: true }), false)).toBe(false);
    expect(matches("E", key("€", { code: "KeyE", altGraph: true }), false)).toBe(false);
  });

  it("are not taken for Ctrl and Alt with another key", () => {
    expect(matches("[", key("[", { ctrlKey: true }), false)).toBe(false);
    expect(matches("Alt+Enter", key("Enter", { altKey: true }), false)).toBe(true);
  });
});

describe("a key that is pressed to be given to an action", () => {
  it.each([
    [key("b"), "B"],
    [key("Z", { ctrlKey: true, shiftKey: true }), "Mod+Shift+Z"],
    [key("!", { code: "Digit1", shiftKey: true }), "Shift+1"],
    [key("?", { shiftKey: true }), "?"],
    [key("+", { ctrlKey: true }), "Mod++"],
    [key("[", { code: "Digit8", ctrlKey: true, altKey: true, altGraph: true }), "["],
    [key("в", { code: "KeyD" }), "D"],
    [key(" ", { code: "Space", ctrlKey: true }), "Mod+Space"],
    [key("ArrowLeft", { altKey: true }), "Alt+ArrowLeft"],
    [key("F2"), "F2"],
  ])("is written as keymaps have it: %#", (press, written) => {
    expect(combinationOf(press, false)).toBe(written);
    expect(keymapSchema.safeParse({ changed: { accept: [written] } }).success).toBe(true);
    expect(matches(written, press, false)).toBe(true);
  });

  it("is no modifier alone, no dead key and not the system's own", () => {
    expect(combinationOf(key("Shift", { shiftKey: true }), false)).toBeNull();
    expect(combinationOf(key("Dead", { code: "BracketLeft" }), false)).toBeNull();
    expect(combinationOf(key("d", { metaKey: true }), false)).toBeNull();
  });

  it("may be one that no action can have", () => {
    expect(["Space", "Enter", "Escape", "Mod+W", "Mod+Z"].map(refusalOf)).toEqual([
      "pan",
      "outline",
      "leave",
      "browser",
      null,
    ]);
  });

  it.each(["F5", "Mod+F5", "Shift+F5", "Mod+R", "Mod+Shift+R", "F11", "F12"])("is not the browser's %s", (keys) => {
    expect(refusalOf(keys)).toBe("browser");
  });

  it("may be any other of the row above", () => {
    expect(["F1", "F2", "F4", "F9", "Shift+F12"].map(refusalOf)).toEqual([null, null, null, null, null]);
  });
});

describe("presets", () => {
  it.each(keyPresetSchema.options)("%s names actions that there are, and no key twice", (preset) => {
    const ids = new Set(allActions.map(({ id }) => id));
    expect(Object.keys(keyPresets[preset]).filter((id) => !ids.has(id))).toEqual([]);
    expect(conflictsIn({ preset, changed: {} }, allActions)).toEqual([]);
    expect(keymapSchema.safeParse({ preset, changed: keyPresets[preset] }).success).toBe(true);
    for (const keys of Object.values(keyPresets[preset])) expect(keys.map(refusalOf)).toEqual(keys.map(() => null));
  });

  it("change what a press means, and one's own changes stay on top", () => {
    const changed = withKeys({ preset: "cvat", changed: {} }, action("next-sample"), ["N"]);
    expect(keysFor(action("next-sample"), { preset: "cvat", changed: {} })).toEqual(["F"]);
    expect(keysFor(action("next-sample"), changed)).toEqual(["N"]);
    expect(keysFor(action("previous-sample"), changed)).toEqual(["D"]);
  });
});

describe("changes", () => {
  const brush = action("tool-brush");
  const fill = action("tool-fill");

  it("are kept as what differs from the preset", () => {
    const changed = withKeys(studioKeymap, brush, ["N"]);
    expect(changed.changed).toEqual({ "tool-brush": ["N"] });
    expect(withKeys(changed, brush, ["B"]).changed).toEqual({});
    expect(withoutChange(changed, brush).changed).toEqual({});
  });

  it("that want another's key name who has it, and take it over when told to", () => {
    expect(ownersOf(studioKeymap, allActions, "G", brush.id).map(({ id }) => id)).toEqual(["tool-fill"]);
    const taken = assign(studioKeymap, allActions, brush, "G", true);
    expect(keysFor(brush, taken)).toEqual(["B", "G"]);
    expect(keysFor(fill, taken)).toEqual([]);
    expect(conflictsIn(taken, allActions)).toEqual([]);
  });

  it("may conflict, and a person decides for one of them", () => {
    const both = assign(studioKeymap, allActions, brush, "G", false);
    const conflicts = conflictsIn(both, allActions);
    expect(conflicts.map(({ key: shared, owners }) => [shared, owners.map(({ id }) => id)])).toEqual([
      ["G", ["tool-brush", "tool-fill"]],
    ]);
    const decided = keepFor(both, allActions, "tool-fill", "G");
    expect(conflictsIn(decided, allActions)).toEqual([]);
    expect(decided.changed).toEqual({});
  });

  it("are in force for the next press", () => {
    const context = { session: null };
    const anywhere = allActions.map((one) => ({ ...one, predicate: () => true }));
    const next = dispatched(key("z"));
    expect(actionFor(anywhere, next, context, everywhere)).toBeNull();
    useKeymap.setState({ keymap: withKeys(studioKeymap, brush, ["Z"]) });
    expect(actionFor(anywhere, next, context, everywhere)?.id).toBe("tool-brush");
    expect(actionFor(anywhere, dispatched(key("b")), context, everywhere)).toBeNull();
  });

  it("leave keys that move within a control to the control", () => {
    const anywhere = allActions.map((one) => ({ ...one, predicate: () => true }));
    useKeymap.setState({ keymap: withKeys(studioKeymap, action("next-sample"), ["ArrowRight"]) });
    const slider = { tagName: "INPUT", type: "range", closest: () => null };
    const right = key("ArrowRight");
    expect(actionFor(anywhere, dispatched(right), { session: null }, everywhere)?.id).toBe("next-sample");
    expect(actionFor(anywhere, dispatched(right, slider), { session: null }, everywhere)).toBeNull();
  });

  it("end what is held by whatever key holds it, with modifiers or without", () => {
    useKeymap.setState({ keymap: withKeys(studioKeymap, action("hide-masks"), ["Alt+H"]) });
    useView.setState({ hidden: true });
    release(allActions, dispatched(key("h")), { session: null });
    expect(useView.getState().hidden).toBe(false);
  });
});

describe("a file of keys", () => {
  it("gives on another machine what it was", () => {
    const keymap = withKeys({ preset: "label-studio", changed: {} }, action("accept"), ["Mod+S", "F9"]);
    expect(readKeymap(writeKeymap(keymap), allActions)).toEqual({ keymap, leftOut: [] });
  });

  it("is read as far as this version knows it, and the rest is named", () => {
    const text = JSON.stringify({
      format: "rea2seg-keys",
      version: 1,
      preset: "studio",
      changed: { "tool-brush": ["N", "Space", "N"], "tool-of-tomorrow": ["Y"] },
    });
    expect(readKeymap(text, allActions)).toEqual({
      keymap: { preset: "studio", changed: { "tool-brush": ["N"] } },
      leftOut: ["tool-brush: Space", "tool-of-tomorrow"],
    });
  });

  it.each([
    "",
    "{",
    "[]",
    '{"format":"other"}',
    '{"format":"rea2seg-keys","version":1,"changed":{"accept":["no key"]}}',
  ])("is refused with its cure where it is none: %j", (text) => {
    expect(() => readKeymap(text, allActions)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});
