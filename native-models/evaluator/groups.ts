import { createHash } from "node:crypto";
import { seededDraws } from "#core/metrics";

/**
 * Shuffles the items and cuts them into groups, the last one perhaps smaller (paper 4.3 and App. B: "randomly shuffle
 * the candidate masks and divide them into groups of five"). Every item is in exactly one group. The same seed, question
 * and image hash give the same groups on every machine.
 */
export function shuffledGroups<T>(
  items: readonly T[],
  size: number,
  { seed, question, imageHash }: { readonly seed: number; readonly question: string; readonly imageHash: string },
): T[][] {
  const digest = createHash("sha256")
    .update(JSON.stringify([seed, question, imageHash]))
    .digest();
  const draw = seededDraws(digest.readUInt32LE(0));
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = draw(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  const groups: T[][] = [];
  for (let at = 0; at < shuffled.length; at += size) groups.push(shuffled.slice(at, at + size));
  return groups;
}
