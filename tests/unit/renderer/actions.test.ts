import { describe, expect, it, vi } from "vitest";
import { rleArea } from "#core/masks";
import {
  type Action,
  type ActionContext,
  actionFor,
  allActions,
  type Dispatched,
  findActions,
  islandArea,
  isTyping,
  keyLabel,
  matches,
  opStep,
  press,
  release,
} from "#renderer/actions";
import { useTargetCursor, useView } from "#renderer/canvas";
import { studioKeymap } from "#renderer/keymap";
import { ReviewSession } from "#renderer/session";
import { boxMask, FakeApi, plainPreferences } from "./fake-client.ts";

const key = (name: string, options: Partial<Dispatched> = {}): Dispatched & { prevented: boolean } => ({
  key: name,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  target: { tagName: "BODY" },
  repeat: false,
  prevented: false,
  preventDefault() {
    this.prevented = true;
  },
  ...options,
});
const onPc = { isMac: false, isCovered: false };
const onMac = { isMac: true, isCovered: false };

async function reviewing() {
  const fake = new FakeApi(3);
  const notices: string[] = [];
  const session = new ReviewSession(
    fake.client(),
    { projectId: "p", dir: "/p", title: "P" },
    {
      notify: (_, { message }) => notices.push(message),
      preferences: () => plainPreferences,
      onStatus: () => undefined,
    },
  );
  await session.start();
  const context: ActionContext = { session };
  return { context, session, fake, notices };
}

describe("matches", () => {
  it("wants exactly the modifiers that are named", () => {
    expect(matches("Mod+Enter", key("Enter", { ctrlKey: true }), false)).toBe(true);
    expect(matches("Mod+Enter", key("Enter"), false)).toBe(false);
    expect(matches("Mod+Enter", key("Enter", { ctrlKey: true, shiftKey: true }), false)).toBe(false);
    expect(matches("Mod+Enter", key("Enter", { ctrlKey: true, altKey: true }), false)).toBe(false);
    expect(matches("Mod+Z", key("z", { ctrlKey: true }), false)).toBe(true);
    expect(matches("Mod+Z", key("Z", { ctrlKey: true, shiftKey: true }), false)).toBe(false);
    expect(matches("Mod+Shift+Z", key("Z", { ctrlKey: true, shiftKey: true }), false)).toBe(true);
  });

  it("takes the command key for Mod on a Mac, and not Ctrl", () => {
    expect(matches("Mod+K", key("k", { metaKey: true }), true)).toBe(true);
    expect(matches("Mod+K", key("k", { ctrlKey: true }), true)).toBe(false);
    expect(matches("Mod+K", key("k", { metaKey: true }), false)).toBe(false);
  });

  it("reads signs as typed, digits and foreign letters by their place", () => {
    expect(matches("?", key("?", { shiftKey: true }), false)).toBe(true);
    expect(matches("+", key("+", { shiftKey: true }), false)).toBe(true);
    expect(matches("1", key("&", { code: "Digit1" }), false)).toBe(true);
    expect(matches("D", key("в", { code: "KeyD" }), false)).toBe(true);
    expect(matches("D", key("e", { code: "KeyD" }), false)).toBe(false);
    expect(matches("Mod+Space", key(" ", { code: "Space", ctrlKey: true }), false)).toBe(true);
  });

  it("is written as people know it", () => {
    expect(keyLabel("Mod+Shift+D", false)).toBe("Ctrl Shift D");
    expect(keyLabel("Mod+Enter", true)).toBe("⌘ ↵");
    expect(keyLabel("+", false)).toBe("+");
  });
});

describe("isTyping", () => {
  it("knows text fields from buttons and sliders", () => {
    expect(isTyping({ tagName: "TEXTAREA" })).toBe(true);
    expect(isTyping({ tagName: "INPUT", type: "search" })).toBe(true);
    expect(isTyping({ tagName: "DIV", isContentEditable: true })).toBe(true);
    expect(isTyping({ tagName: "INPUT", type: "range" })).toBe(false);
    expect(isTyping({ tagName: "BUTTON" })).toBe(false);
    expect(isTyping(null)).toBe(false);
  });
});

describe("all actions", () => {
  it("have ids and keys of their own", () => {
    const ids = allActions.map((action) => action.id);
    const keys = allActions.flatMap((action) => action.keys);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    ["accept", key("Enter", { ctrlKey: true })],
    ["fix-and-accept", key("Enter", { altKey: true })],
    ["reject", key("Backspace", { ctrlKey: true })],
    ["skip", key(" ", { code: "Space", ctrlKey: true })],
    ["previous-sample", key("a")],
    ["next-sample", key("d")],
    ["next-open-sample", key("D", { ctrlKey: true, shiftKey: true })],
    ["candidate-2", key("2")],
    ["cycle-candidates", key("Tab")],
    ["tool-point", key("q")],
    ["tool-box", key("w")],
    ["hide-masks", key("h")],
    ["fit", key("f")],
    ["palette", key("k", { ctrlKey: true })],
    ["keys", key("?", { shiftKey: true })],
    ["check-answerable", key("!", { code: "Digit1", shiftKey: true })],
    ["check-boundary", key("^", { code: "Digit6", shiftKey: true })],
    ["check-answerable", key("+", { code: "Digit1", shiftKey: true })],
    ["reasons", key("R", { shiftKey: true })],
    ["comment", key("C", { shiftKey: true })],
  ])("%s has the key that people know", async (id, event) => {
    const { context } = await reviewing();
    expect(actionFor(allActions, event, context, onPc)?.id).toBe(id);
  });

  it("leave alone what was proved: it is not for a person to answer", async () => {
    const { context, fake, session } = await reviewing();
    const third = key("#", { code: "Digit3", shiftKey: true });
    expect(actionFor(allActions, third, context, onPc)?.id).toBe("check-needs-image");
    fake.held("s1").detail = { ...fake.held("s1").detail, isProved: true };
    await session.open("s1");
    expect(actionFor(allActions, third, context, onPc)).toBeNull();
  });

  it("leave keys alone while text is typed, except for the palette", async () => {
    const { context } = await reviewing();
    const target = { tagName: "TEXTAREA" };
    expect(actionFor(allActions, key("d", { target }), context, onPc)).toBeNull();
    expect(actionFor(allActions, key("Enter", { target, ctrlKey: true }), context, onPc)).toBeNull();
    expect(actionFor(allActions, key("k", { target, ctrlKey: true }), context, onPc)?.id).toBe("palette");
  });

  it("leave keys to a dialog that is open", async () => {
    const { context } = await reviewing();
    expect(actionFor(allActions, key("d"), context, { isMac: false, isCovered: true })).toBeNull();
  });

  it("leave Tab to the panels, and take it on the canvas and the candidates", async () => {
    const { context } = await reviewing();
    const inside = { tagName: "BUTTON", closest: () => ({}) };
    const outside = { tagName: "BUTTON", closest: () => null };
    expect(actionFor(allActions, key("Tab", { target: inside }), context, onPc)?.id).toBe("cycle-candidates");
    expect(actionFor(allActions, key("Tab", { target: outside }), context, onPc)).toBeNull();
  });

  it("can't be done where they make no sense", async () => {
    const { context } = await reviewing();
    expect(actionFor(allActions, key("U", { shiftKey: true }), context, onPc)).toBeNull();
    expect(actionFor(allActions, key("d"), { session: null }, onPc)).toBeNull();
  });

  it("tell why they can't be done where their key is pressed, once and with nothing in their place", async () => {
    const { context, notices, session } = await reviewing();
    const [undo, ninth] = [key("z", { ctrlKey: true }), key("9")];
    for (const event of [undo, ninth, key("9", { repeat: true })]) press(allActions, event, context, onPc);
    press(allActions, key("z", { ctrlKey: true, repeat: true }), context, onPc);
    await vi.waitFor(() => expect(notices).toHaveLength(2));
    expect(notices.sort()).toEqual(["There is no candidate 9.", "There is nothing to undo on this sample."]);
    expect([undo.prevented, ninth.prevented]).toEqual([true, true]);
    expect(allActions.find(({ id }) => id === "undo")?.predicate?.(context)).toBe(false);
    expect(actionFor(allActions, key("9"), { session: null }, onPc)).toBeNull();
    // Another action with the same key that can be done comes first.
    const other: Action = { id: "o", title: "O", group: "View", keys: ["9"], keywords: [], perform: () => undefined };
    expect(actionFor([...allActions, other], key("9"), context, onPc)?.id).toBe("o");
    await session.dispose();
  });

  it("perform, keep the browser from its own meaning, and ignore a held verdict key", async () => {
    const { context, session } = await reviewing();
    const event = key("2", {});
    press(allActions, event, context, onMac);
    expect(event.prevented).toBe(true);
    expect(session.store.getState().sample?.state.chosenCandidateId).toBe("c2");
    const held = key("1", { repeat: true });
    press(allActions, held, context, onMac);
    expect(held.prevented).toBe(true);
    expect(session.store.getState().sample?.state.chosenCandidateId).toBe("c2");
  });

  it("hide the masks as long as H is held, whatever else is pressed when it goes up", async () => {
    const { context } = await reviewing();
    press(allActions, key("h"), context, onPc);
    expect(useView.getState().hidden).toBe(true);
    release(allActions, key("H", { shiftKey: true }), context);
    expect(useView.getState().hidden).toBe(false);
  });
});

describe("editing actions", () => {
  it("have keys of their own: no key of the canvas means two things", () => {
    const keys = allActions.flatMap((action) => action.keys);
    expect(keys.filter((one, i) => keys.indexOf(one) !== i)).toEqual([]);
    const ids = allActions.map((action) => action.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("take tools in hand and step the brush, again and again while the key is held", async () => {
    const { context } = await reviewing();
    for (const [name, tool] of Object.entries({ b: "brush", e: "eraser", p: "polygon", l: "lasso", g: "fill" })) {
      press(allActions, key(name), context, onPc);
      expect(useView.getState().tool).toBe(tool);
    }
    useView.setState({ brush: { shape: "round", diameter: 20 } });
    press(allActions, key("]"), context, onPc);
    press(allActions, key("]", { repeat: true }), context, onPc);
    expect(useView.getState().brush.diameter).toBe(24);
    press(allActions, key("["), context, onPc);
    expect(useView.getState().brush.diameter).toBe(22);
  });

  it("combine the mask with the candidate under the pointer by key, with any by name", async () => {
    const { context, session } = await reviewing();
    session.chooseRank(1);
    press(allActions, key("U", { shiftKey: true }), context, onPc);
    expect(session.store.getState().sample?.undoDepth).toBe(1);
    useView.setState({ hoveredCandidate: "c2" });
    press(allActions, key("U", { shiftKey: true }), context, onPc);
    useView.setState({ hoveredCandidate: null });
    const area = () => rleArea(session.store.getState().sample?.state.mask ?? boxMask(0, 0, 1, 1));
    expect(area()).toBe(160);
    allActions.find((action) => action.id === "difference-candidate-1")?.perform(context);
    expect(area()).toBe(80);
  });

  it("work on the whole mask by steps that fit the picture, once there is a mask", async () => {
    const { context, session } = await reviewing();
    const grow = allActions.find((action) => action.id === "grow-mask");
    expect(grow?.predicate?.(context)).toBe(false);
    session.chooseRank(1);
    expect(grow?.predicate?.(context)).toBe(true);
    grow?.perform(context);
    await vi.waitFor(() =>
      expect(rleArea(session.store.getState().sample?.state.mask ?? boxMask(0, 0, 1, 1))).toBe(116),
    );
    expect([opStep(600, 400), opStep(4096, 4096), islandArea(600, 400), islandArea(100, 100)]).toEqual([1, 4, 24, 16]);
  });

  it("place SAM's points by the keyboard's cross, with the point tool alone", async () => {
    const { context, session } = await reviewing();
    useView.setState({ tool: "point", image: { width: 40, height: 30 }, viewport: { scale: 8, x: 0, y: 0 } });
    useTargetCursor.setState({ place: null });
    press(allActions, key("Enter"), context, onPc);
    expect(session.prompts().points).toEqual([]);
    for (const name of ["ArrowLeft", "ArrowLeft", "ArrowUp"]) press(allActions, key(name), context, onPc);
    press(allActions, key("Enter"), context, onPc);
    press(allActions, key("ArrowDown", { shiftKey: true }), context, onPc);
    press(allActions, key("Enter", { shiftKey: true }), context, onPc);
    expect(session.prompts().points).toEqual([
      { x: 17, y: 12, label: 1 },
      { x: 17, y: 13, label: 0 },
    ]);
    useView.setState({ tool: "brush" });
    expect(actionFor(allActions, key("ArrowLeft"), context, onPc)).toBeNull();
    expect(actionFor(allActions, key("Enter"), context, onPc)).toBeNull();
  });
});

describe("looking for actions", () => {
  const found = (search: string) => findActions(allActions, search, studioKeymap).map(({ id }) => id);

  it("finds them by words in any order, also ones between which others stand", () => {
    expect(found("union candidate 4")).toEqual(["union-candidate-4"]);
    expect(found("4 union")).toEqual(["union-candidate-4"]);
    expect(found("union candidate 12")).toEqual([]);
  });

  it("finds them by a key, and by nothing those that people remember", () => {
    expect(found("b")).toEqual(["tool-brush"]);
    expect(found(" ")).toContain("tool-brush");
    expect(found("")).not.toContain("union-candidate-4");
  });
});
