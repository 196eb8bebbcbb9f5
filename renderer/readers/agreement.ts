import { rleIou } from "#core/masks";
import { type Reading, SAME_MASK_IOU } from "#core/samples";
import { textNow } from "#renderer/language";

const takesMask = ({ decision }: Pick<Reading, "decision">): boolean => decision === "accepted" || decision === "fixed";

export interface Agreement {
  readonly agrees: boolean;
  readonly words: string;
}

/** What all readings together say, in words; as the store counts it. */
export function agreementOf(
  all: readonly Pick<Reading, "decision" | "mask">[],
  words = textNow().readers.agreement,
): Agreement {
  const answers = new Set(all.map((one) => (takesMask(one) ? "taken" : one.decision)));
  if (answers.size > 1) return { agrees: false, words: words.decidedDifferently };
  if (!answers.has("taken")) return { agrees: true, words: words.decidedSame };
  const least = leastIou(all.map(({ mask }) => mask));
  if (least === null) return { agrees: false, words: words.noMask };
  const shown = least.toFixed(2);
  return least < SAME_MASK_IOU
    ? { agrees: false, words: words.otherMasks(shown) }
    : { agrees: true, words: words.sameMask(shown) };
}

/** Over all pairs; null where somebody has no mask. */
function leastIou(masks: readonly Reading["mask"][]): number | null {
  let least = 1;
  for (const [at, mask] of masks.entries()) {
    for (const other of masks.slice(0, at + 1)) {
      if (mask === null || other === null) return null;
      least = Math.min(least, rleIou(mask, other));
    }
  }
  return least;
}
