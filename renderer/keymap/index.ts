export { KeyHint } from "./key-hint.tsx";
export {
  assign,
  conflictsIn,
  isChanged,
  type KeyConflict,
  type KeyOwner,
  keepFor,
  keysFor,
  ownersOf,
  removeKey,
  studioKeymap,
  withKeys,
  withoutChange,
} from "./keymap.ts";
export { type ReadKeymap, readKeymap, writeKeymap } from "./keymap-file.ts";
export { type KeyChanges, keyPresets } from "./presets.ts";
export { ariaKeys, isTyping, type KeyPress, keyLabel, matches, meansKey, runsOnMac } from "./press.ts";
export { combinationOf } from "./record.ts";
export { movesFocus, type Refusal, refusalOf } from "./refusals.ts";
export { keyLabelNow, keysNow, useAriaKeys, useKeyLabel, useKeymap, withKey } from "./store.ts";
