import type { Mention } from "./pieces.ts";

/** "mask 3", "Mask #3", and a list: "masks 1, 2 and 4". */
const NAMED = /\bmasks?\s+#?\d+(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+)#?\d+)*/gi;
/** What makes a number another thing than a mask's: a decimal, or the start of a range. */
const NOT_A_NAME = /^(?:\.\d|\s*(?:-|–|—|to\b|through\b)\s*#?\d)/i;

/**
 * The masks that a chat evaluator's reasoning names. Its prompt numbers the masks of a group from 1, so "mask 3" is the
 * group's third candidate. "mask 3, 5 pixels" names one mask, "masks 3, 5" two; ranges and numbers beyond the group are
 * left alone, as what they name is not certain.
 */
export function chatMentions(text: string, group: readonly string[]): Mention[] {
  const mentions: Mention[] = [];
  for (const { 0: phrase, index } of text.matchAll(NAMED)) {
    if (NOT_A_NAME.test(text.slice(index + phrase.length))) continue;
    const isList = /^masks/i.test(phrase);
    const numbers = [...phrase.matchAll(/\d+/g)];
    for (const [place, number] of (isList ? numbers : numbers.slice(0, 1)).entries()) {
      const candidate = group[Number(number[0]) - 1];
      if (candidate === undefined) continue;
      const start = place === 0 ? index : index + number.index;
      const end = index + number.index + number[0].length;
      mentions.push({ start, end, candidates: [candidate], objects: [] });
    }
  }
  return mentions;
}
