import type { Keymap, KeyPreset } from "#core/samples";
import { keyPresets } from "./presets.ts";

/** What has keys: an action, seen from here. */
export interface KeyOwner {
  readonly id: string;
  /** The studio's own. */
  readonly keys: readonly string[];
}

export const studioKeymap: Keymap = Object.freeze({ preset: "studio", changed: {} });

/** The keys of an action: the person's, else the preset's, else the studio's. */
export const keysFor = (owner: KeyOwner, keymap: Keymap): readonly string[] =>
  keymap.changed[owner.id] ?? presetKeys(owner, keymap.preset);

const presetKeys = (owner: KeyOwner, preset: KeyPreset): readonly string[] =>
  keyPresets[preset][owner.id] ?? owner.keys;

export const isChanged = (owner: KeyOwner, keymap: Keymap): boolean => keymap.changed[owner.id] !== undefined;

/** With these keys for the action; what is as the preset has it is no change. */
export function withKeys(keymap: Keymap, owner: KeyOwner, keys: readonly string[]): Keymap {
  const { [owner.id]: _before, ...others } = keymap.changed;
  const isPreset = keys.join(" ") === presetKeys(owner, keymap.preset).join(" ");
  return { ...keymap, changed: isPreset ? others : { ...others, [owner.id]: [...keys] } };
}

/** The action's keys are the preset's again. */
export const withoutChange = (keymap: Keymap, owner: KeyOwner): Keymap =>
  withKeys(keymap, owner, presetKeys(owner, keymap.preset));

/** Gives a key to an action, behind those that it has; with `take` nobody else keeps it. */
export function assign(
  keymap: Keymap,
  owners: readonly KeyOwner[],
  owner: KeyOwner,
  key: string,
  take: boolean,
): Keymap {
  const mine = keysFor(owner, keymap);
  const given = mine.includes(key) ? keymap : withKeys(keymap, owner, [...mine, key]);
  return take ? keepFor(given, owners, owner.id, key) : given;
}

/** Whoever else has the key loses it. */
export function keepFor(keymap: Keymap, owners: readonly KeyOwner[], winner: string, key: string): Keymap {
  return owners
    .filter((owner) => owner.id !== winner && keysFor(owner, keymap).includes(key))
    .reduce((map, loser) => removeKey(map, loser, key), keymap);
}

export const removeKey = (keymap: Keymap, owner: KeyOwner, key: string): Keymap =>
  withKeys(
    keymap,
    owner,
    keysFor(owner, keymap).filter((one) => one !== key),
  );

/** Who has this key now, but for the one who asks. */
export const ownersOf = <T extends KeyOwner>(
  keymap: Keymap,
  owners: readonly T[],
  key: string,
  asking: string,
): readonly T[] => owners.filter((owner) => owner.id !== asking && keysFor(owner, keymap).includes(key));

export interface KeyConflict<T extends KeyOwner = KeyOwner> {
  readonly key: string;
  /** Two or more; the first one gets the key as long as nobody decides. */
  readonly owners: readonly T[];
}

/** Keys that mean two things, as a person's own or an imported keymap can have them. */
export function conflictsIn<T extends KeyOwner>(keymap: Keymap, owners: readonly T[]): readonly KeyConflict<T>[] {
  const byKey = new Map<string, T[]>();
  for (const owner of owners) {
    for (const key of new Set(keysFor(owner, keymap))) byKey.set(key, [...(byKey.get(key) ?? []), owner]);
  }
  return [...byKey].filter(([, all]) => all.length > 1).map(([key, all]) => ({ key, owners: all }));
}
