import type { KeyPreset } from "#core/samples";

export type KeyChanges = Readonly<Record<string, readonly string[]>>;

/** The six points of the verdict card, where another tool's fingers want Shift and a digit. */
const checksWithAlt: KeyChanges = {
  "check-answerable": ["Alt+1"],
  "check-unambiguous": ["Alt+2"],
  "check-needs-image": ["Alt+3"],
  "check-referent": ["Alt+4"],
  "check-complete": ["Alt+5"],
  "check-boundary": ["Alt+6"],
  "check-the-rest": ["Alt+7"],
};

/**
 * What each preset changes of the studio's own keys. Taken from the tools' files: CVAT's componentShortcuts (2.x), Label Studio's
 * keymap.json (1.x), X-AnyLabeling's xanylabeling_config.yaml (3.x); keys that stand in none of them from the tools' use.
 * docs/keys.md lists them for people; a test keeps each free of conflicts.
 */
export const keyPresets: Readonly<Record<KeyPreset, KeyChanges>> = Object.freeze({
  studio: {},
  cvat: {
    "previous-sample": ["D"],
    "next-sample": ["F"],
    fit: ["Shift+F"],
    "tool-brush": ["Shift+1", "B"],
    "tool-eraser": ["Shift+2", "E"],
    "tool-polygon": ["Shift+3", "P"],
    ...checksWithAlt,
    keys: ["F1", "?"],
    settings: ["F2", "Mod+,"],
  },
  "label-studio": {
    "previous-sample": ["Mod+ArrowLeft", "A"],
    "next-sample": ["Mod+ArrowRight", "D"],
    // There it deletes every region; it must not reject here.
    "clear-prompts": ["Mod+Backspace"],
    reject: ["Alt+Backspace"],
    "tool-pan": ["H", "V"],
    "tool-point": ["K", "Q"],
    "tool-box": ["R"],
    "tool-fill": ["W", "G"],
    "toggle-reference": ["Alt+R"],
    "hide-masks": ["Alt+H"],
  },
  "x-anylabeling": {
    "tool-box": ["R", "W"],
    "toggle-reference": ["Alt+R"],
    "clear-prompts": ["B", "Delete"],
    "tool-brush": ["Shift+B"],
    fit: ["Mod+F", "F"],
    "hide-masks": ["S", "H"],
    "union-hovered": ["Mod+Shift+M", "Shift+U"],
  },
});
