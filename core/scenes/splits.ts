import { AppError } from "#core/errors";
import type { Color, Shape } from "./scene.ts";

/** Every set of scenes that we train, tune or measure on, and that of the demo. New ones go to the end: a seed names its split. */
export const SPLITS = [
  "train",
  "val",
  "test",
  "test-crowded",
  "test-combinations",
  "test-wordings",
  "val-wordings",
  "demo",
  "val-combinations",
] as const;
export type Split = (typeof SPLITS)[number];

/** Pairs of colour and shape that only scenes of val-combinations and test-combinations hold. */
export const HELD_OUT_PAIRS: readonly (readonly [Color, Shape])[] = [
  ["cyan", "cube"],
  ["brown", "cube"],
  ["yellow", "sphere"],
  ["gray", "sphere"],
  ["red", "cylinder"],
  ["purple", "cylinder"],
];

export const isHeldOut = (color: Color, shape: Shape): boolean =>
  HELD_OUT_PAIRS.some(([heldColor, heldShape]) => heldColor === color && heldShape === shape);

/** How a split's scenes are sampled: their number of objects, and what happens to the held-out pairs. */
export interface SplitRules {
  readonly minObjects: number;
  readonly maxObjects: number;
  readonly heldOut: "avoid" | "some";
}

/** Splits whose answers are objects of a held-out pair. */
export const holdsHeldOutPairs = (split: Split): boolean =>
  split === "val-combinations" || split === "test-combinations";

export function splitRules(split: Split): SplitRules {
  if (split === "test-crowded") return { minObjects: 11, maxObjects: 14, heldOut: "avoid" };
  return { minObjects: 3, maxObjects: 10, heldOut: holdsHeldOutPairs(split) ? "some" : "avoid" };
}

/** The number of different scenes that a split has. */
export const SPLIT_CAPACITY = 2 ** 28;

/**
 * The seed of a split's scene number `index` (0 .. SPLIT_CAPACITY - 1). The top four bits name the split, the others
 * are the index, mixed by steps that can be undone: so no two splits and no two indices ever share a seed.
 */
export function sceneSeed(split: Split, index: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= SPLIT_CAPACITY)
    throw new AppError({
      code: "bad-input",
      message: `The scene's index ${index} is not a whole number from 0 to ${SPLIT_CAPACITY - 1}.`,
      where: split,
      cure: "Ask for scenes from 0 on.",
    });
  const mask = SPLIT_CAPACITY - 1;
  let bits = (index ^ nameHash(split)) & mask;
  for (const factor of [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35]) {
    bits ^= bits >>> 15;
    bits = Math.imul(bits, factor) & mask;
  }
  bits ^= bits >>> 14;
  return ((SPLITS.indexOf(split) << 28) | bits) >>> 0;
}

/** The seeds of a split's scenes from..from + count - 1. */
export function splitSeeds(split: Split, count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, i) => sceneSeed(split, from + i));
}

/** FNV-1a (Fowler, Noll and Vo) of the name's UTF-16 units. */
function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}
