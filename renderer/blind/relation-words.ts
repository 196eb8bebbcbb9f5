import { placeInMask, type Rle } from "#core/masks";
import type { Candidate, Pointing } from "#core/samples";

export interface PointedWords {
  /** As it stands in the row: "inside the mask". */
  readonly short: string;
  /** Whether what was pointed at and the mask fit; null where that cannot be told. */
  readonly fits: boolean | null;
}

const pixels = (value: number): string => {
  const whole = Math.max(1, Math.round(value));
  return `${whole.toLocaleString("en")} px`;
};

/** How what was pointed at lies to the mask that is there now, or to the first candidate. */
export function pointedWords(
  { place }: Pick<Pointing, "place">,
  mask: Rle | null,
  candidates: readonly Pick<Candidate, "rank" | "rle">[],
): PointedWords {
  if (place === null) return { short: "nothing to point at", fits: null };
  const first = candidates.reduce<Pick<Candidate, "rank" | "rle"> | null>(
    (best, one) => (best === null || one.rank < best.rank ? one : best),
    null,
  );
  const rle = mask ?? first?.rle ?? null;
  if (rle === null) return { short: "no mask to compare with yet", fits: null };
  const name = mask === null ? `candidate ${first?.rank}` : "the mask";
  const { inside, distance } = placeInMask(rle, place.x, place.y);
  if (inside) return { short: `inside ${name}`, fits: true };
  if (distance === null) return { short: `${name} is empty`, fits: false };
  return { short: `${pixels(distance)} outside ${name}`, fits: false };
}
