import { AppError } from "#core/errors";
import { seededDraws } from "#core/metrics";

export interface Selection {
  /** So many, drawn without replacement; null: all. */
  readonly limit: number | null;
  /** These alone; null: all. */
  readonly ids: readonly string[] | null;
}

/**
 * Places (ascending) of the samples to run, out of the source's ids in its order. The same seed draws the same samples;
 * a greater limit draws those of a smaller one and more. Throws `not-found` for an id that the source has not.
 */
export function selectSamples(ids: readonly string[], selection: Selection, seed: number): number[] {
  const places = selection.ids === null ? ids.map((_, index) => index) : placesOf(ids, selection.ids);
  const { limit } = selection;
  if (limit === null || limit >= places.length) return places;
  // The first steps of a Fisher-Yates shuffle.
  const draw = seededDraws(seed);
  for (let i = 0; i < limit; i++) {
    const j = i + draw(places.length - i);
    const [a, b] = [places[i] as number, places[j] as number];
    places[i] = b;
    places[j] = a;
  }
  return places.slice(0, limit).sort((a, b) => a - b);
}

function placesOf(ids: readonly string[], wanted: readonly string[]): number[] {
  const places = new Map(ids.map((id, index) => [id, index]));
  return [...new Set(wanted)]
    .map((id) => {
      const place = places.get(id);
      if (place !== undefined) return place;
      throw new AppError({
        code: "not-found",
        message: `No sample that can be run has the id "${id.slice(0, 200)}".`,
        where: "ids",
        cure: "Name ids of samples that have a question and a mask.",
      });
    })
    .sort((a, b) => a - b);
}
