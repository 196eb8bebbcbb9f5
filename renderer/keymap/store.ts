import { create } from "zustand";
import type { Keymap } from "#core/samples";
import { type KeyOwner, keysFor, studioKeymap } from "./keymap.ts";
import { ariaKeys, keyLabel, runsOnMac } from "./press.ts";

/** The keys in force. The settings are their source; they lie here so that a key press need not ask for them. */
export const useKeymap = create<{ readonly keymap: Keymap }>(() => ({ keymap: studioKeymap }));

export const keysNow = (owner: KeyOwner): readonly string[] => keysFor(owner, useKeymap.getState().keymap);

const labelOf = (key: string | undefined): string | null => (key === undefined ? null : keyLabel(key, runsOnMac()));

/** The action's first key at this moment, for words that are said once; null where it has none. */
export const keyLabelNow = (owner: KeyOwner): string | null => labelOf(keysNow(owner)[0]);

/** As it is written on a button, "Ctrl ↵"; null where the action has no key. */
export function useKeyLabel(owner: KeyOwner): string | null {
  return labelOf(useKeymap(({ keymap }) => keysFor(owner, keymap)[0]));
}

/** For `aria-keyshortcuts`. */
export function useAriaKeys(owner: KeyOwner): string | undefined {
  const key = useKeymap(({ keymap }) => keysFor(owner, keymap)[0]);
  return key === undefined ? undefined : ariaKeys(key, runsOnMac());
}

/** A title and its key in brackets, as tooltips have it: "Brush (B)". */
export const withKey = (title: string, key: string | null): string => (key === null ? title : `${title} (${key})`);
