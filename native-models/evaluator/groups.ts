import { createHash } from "node:crypto";
import { seededDraws } from "#core/metrics";

/** What a shuffle depends on. */
export interface ShuffleChoice {
  readonly seed: number;
  readonly question: string;
  readonly imageHash: string;
}

/**
 * Shuffles the items and cuts them into groups, the last one perhaps smaller (paper 4.3 and App. B: "randomly shuffle
 * the candidate masks and divide them into groups of five"). Every item is in exactly one group. The same seed, question
 * and image hash give the same groups on every machine.
 */
export function shuffledGroups<T>(items: readonly T[], size: number, choice: ShuffleChoice): T[][] {
  const shuffled = [...items];
  for (const [place, other] of swaps(items.length, choice)) {
    [shuffled[place], shuffled[other]] = [shuffled[other] as T, shuffled[place] as T];
  }
  const groups: T[][] = [];
  for (let at = 0; at < shuffled.length; at += size) groups.push(shuffled.slice(at, at + size));
  return groups;
}

/** The items in the order in which they were given to `shuffledGroups`, from its groups put one behind the other. */
export function orderBeforeShuffle<T>(shuffled: readonly T[], choice: ShuffleChoice): T[] {
  const items = [...shuffled];
  for (const [place, other] of swaps(items.length, choice).reverse()) {
    [items[place], items[other]] = [items[other] as T, items[place] as T];
  }
  return items;
}

/** Fisher-Yates: which two places change, one after the other. */
function swaps(length: number, { seed, question, imageHash }: ShuffleChoice): (readonly [number, number])[] {
  const digest = createHash("sha256")
    .update(JSON.stringify([seed, question, imageHash]))
    .digest();
  const draw = seededDraws(digest.readUInt32LE(0));
  const pairs: (readonly [number, number])[] = [];
  for (let last = length - 1; last > 0; last--) pairs.push([last, draw(last + 1)]);
  return pairs;
}
