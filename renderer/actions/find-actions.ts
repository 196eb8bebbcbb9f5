import { keyLabel, keysFor, runsOnMac } from "#renderer/keymap";
import { titleOf } from "#renderer/language";
import type { Action } from "./contract.ts";

/** Nine of a kind stand for themselves only where they are looked for: "Choose candidate 2", "XOR with candidate 7". */
const ofSeries = (action: Action): boolean => /candidate-[1-9]$/.test(action.id) && action.id !== "candidate-1";

/**
 * Actions by parts of their name, their other names or their keys: every word of the search is in one of them, in any
 * order. Without a search those that people remember.
 */
export function findActions(
  actions: readonly Action[],
  search: string,
  keymap: Parameters<typeof keysFor>[1],
): readonly Action[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return actions.filter((action) => !ofSeries(action));
  const isMac = runsOnMac();
  return actions.filter((action) => {
    const keys = keysFor(action, keymap).flatMap((key) => [keyLabel(key, isMac), key]);
    // A single sign is a key; it stands in too many names.
    if (wanted.length === 1) return keys.some((key) => key.toLowerCase() === wanted);
    const texts = [titleOf(action), ...action.keywords, ...keys].map((text) => text.toLowerCase());
    return wanted.split(/\s+/).every((word) => texts.some((text) => text.includes(word)));
  });
}

/** In the order in which the groups first come. */
export function byGroup(actions: readonly Action[]): readonly (readonly [Action["group"], readonly Action[]])[] {
  const groups = [...new Set(actions.map((action) => action.group))];
  return groups.map((group) => [group, actions.filter((action) => action.group === group)]);
}
