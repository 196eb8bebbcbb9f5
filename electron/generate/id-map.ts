import { AppError } from "#core/errors";
import type { Scene } from "#core/scenes";
import { instanceMap } from "#core/scenes/rendering";

/** Grey values up to here are the ground. */
const GROUND = 8;
/** CLEVR's least visible part of an object, in pixels of a picture 480 wide (render_images.py). */
const LEAST_PIXELS = 200;
const REFERENCE_WIDTH = 480;

/**
 * A Blender id map as ours: 0 the ground, i + 1 object i. Ascending grey values are objects in the scene's order; where
 * some are hidden altogether, those that are seen are told apart by where the scene's geometry has them. Throws
 * `bad-input` (`where`) for a map that shows more objects than there are, or shows none where it should.
 */
export function idsOfGrey(grey: Uint8Array, scene: Scene, where: string): Uint8Array {
  const greys = [...new Set(grey)].filter((value) => value > GROUND).sort((a, b) => a - b);
  const ours = instanceMap(scene);
  const rows = new Map(greys.map((value) => [value, new Array<number>(scene.objects.length).fill(0)]));
  grey.forEach((value, pixel) => {
    const row = rows.get(value);
    const object = (ours[pixel] as number) - 1;
    if (row !== undefined && object >= 0) row[object] = (row[object] as number) + 1;
  });
  const objects = greys.length > scene.objects.length ? null : bestInOrder([...rows.values()], scene.objects.length);
  if (objects === null) {
    throw new AppError({
      code: "bad-input",
      message:
        greys.length > scene.objects.length
          ? `The id map has ${greys.length} grey values above ${GROUND}, but its scene has ${scene.objects.length} objects.`
          : "The id map shows objects where its scene has none.",
      where,
      cure: "Take the map that was rendered with this scene, without blending: one grey value an object.",
    });
  }
  const ids = new Map(greys.map((value, at) => [value, (objects[at] as number) + 1]));
  return Uint8Array.from(grey, (value) => ids.get(value) ?? 0);
}

/**
 * An ascending choice of one object for each row that has the greatest sum of the rows' entries; null where one of
 * those entries is 0, which no true map has.
 */
export function bestInOrder(rows: readonly (readonly number[])[], objects: number): number[] | null {
  // best[r][o]: sum and choice of the first r rows among the first o objects.
  let best: (readonly [sum: number, choice: readonly number[]] | null)[] = Array.from({ length: objects + 1 }, () => [
    0,
    [],
  ]);
  for (const row of rows) {
    const next: typeof best = [null];
    for (let object = 0; object < objects; object++) {
      const before = best[object] ?? null;
      const without = next[object] ?? null;
      const overlap = row[object] as number;
      const taken = before === null || overlap === 0 ? null : ([before[0] + overlap, [...before[1], object]] as const);
      next.push(taken === null || (without !== null && without[0] >= taken[0]) ? without : taken);
    }
    best = next;
  }
  return best[objects]?.[1].slice() ?? null;
}

/** Objects that show less than CLEVR's rule asks for: one may miss them. */
export function unclearObjects(ids: Uint8Array, scene: Scene): number[] {
  const pixels = new Uint32Array(scene.objects.length + 1);
  for (const id of ids) pixels[id] = (pixels[id] as number) + 1;
  const least = LEAST_PIXELS * (scene.width / REFERENCE_WIDTH) ** 2;
  return scene.objects.flatMap((_, at) => ((pixels[at + 1] as number) < least ? [at] : []));
}
