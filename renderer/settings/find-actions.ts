import type { Action } from "#renderer/actions";
import { keyLabel, keysFor, runsOnMac } from "#renderer/keymap";
import { titleOf } from "#renderer/language";
import type { Settings } from "./use-settings.ts";

/** Nine of a kind stand for themselves only where they are looked for: "Choose candidate 2", "XOR with candidate 7". */
const ofSeries = (action: Action): boolean => /candidate-[1-9]$/.test(action.id) && action.id !== "candidate-1";

/** Actions by a part of their name, their other names or their keys; without a search those that people remember. */
export function findActions(actions: readonly Action[], search: string, keymap: Settings["keys"]): readonly Action[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return actions.filter((action) => !ofSeries(action));
  const isMac = runsOnMac();
  return actions.filter((action) => {
    const keys = keysFor(action, keymap).flatMap((key) => [keyLabel(key, isMac), key]);
    // A single sign is a key; it stands in too many names.
    if (wanted.length === 1) return keys.some((key) => key.toLowerCase() === wanted);
    return [titleOf(action), ...action.keywords, ...keys].some((text) => text.toLowerCase().includes(wanted));
  });
}

/** In the order in which the groups first come. */
export function byGroup(actions: readonly Action[]): readonly (readonly [Action["group"], readonly Action[]])[] {
  const groups = [...new Set(actions.map((action) => action.group))];
  return groups.map((group) => [group, actions.filter((action) => action.group === group)]);
}
