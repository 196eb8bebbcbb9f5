import { placeInMask, type Rle } from "#core/masks";
import type { Candidate, Pointing } from "#core/samples";
import { textNow } from "#renderer/language";

export interface PointedWords {
  /** As it stands in the row: "inside the mask". */
  readonly short: string;
  /** Whether what was pointed at and the mask fit; null where that cannot be told. */
  readonly fits: boolean | null;
}

/** How what was pointed at lies to the mask that is there now, or to the first candidate. */
export function pointedWords(
  { place }: Pick<Pointing, "place">,
  mask: Rle | null,
  candidates: readonly Pick<Candidate, "rank" | "rle">[],
  words = textNow().blind,
): PointedWords {
  if (place === null) return { short: words.pointedNothing, fits: null };
  const first = candidates.reduce<Pick<Candidate, "rank" | "rle"> | null>(
    (best, one) => (best === null || one.rank < best.rank ? one : best),
    null,
  );
  const rle = mask ?? first?.rle ?? null;
  if (rle === null) return { short: words.noMask, fits: null };
  const name = mask === null ? words.candidate(first?.rank) : words.theMask;
  const { inside, distance } = placeInMask(rle, place.x, place.y);
  if (inside) return { short: words.inside(name), fits: true };
  if (distance === null) return { short: words.empty(name), fits: false };
  return { short: words.outside(Math.max(1, Math.round(distance)), name), fits: false };
}
