export { isTyping, type KeyPress, keyLabel, matches, runsOnMac } from "#renderer/keymap";
export { combinations, hoveredCombination } from "./combine-candidate.ts";
export type { Action, ActionContext, ActionGroup } from "./contract.ts";
export { actionFor, type Dispatched, press, release } from "./dispatch.ts";
export { CommandPalette } from "./palette.tsx";
export { actions, allActions } from "./registry.ts";
export { useActionKeys } from "./use-action-keys.ts";
export { checkActions } from "./verdict-checks.ts";
export { islandArea, opStep } from "./whole-mask.ts";
