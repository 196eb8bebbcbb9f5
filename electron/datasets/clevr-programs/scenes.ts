import type { Rle } from "#core/masks";
import type { PictureSize } from "#electron/datasets/reading";
import {
  isRecord,
  listOf,
  notValid,
  numbersOf,
  rowRunsRle,
  rowRunsTotal,
  textOf,
} from "#electron/datasets/record-parts";

export interface ClevrObject {
  /** color, shape, material, size. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Pixel x and depth; NaN where the scene does not tell. */
  readonly x: number;
  readonly depth: number;
  /** [x, y, width, height] in pixels; null where the scene does not tell. */
  readonly box: readonly number[] | null;
  /** Run lengths along the rows. */
  readonly runs: string | null;
}

export interface ClevrScene {
  readonly objects: readonly ClevrObject[];
  /** Relation -> object -> the objects that stand so to it. */
  readonly relationships: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly size: PictureSize;
}

/** Sizes that CLEVR-Ref+ was rendered at: 480 x 320, and half of it. The masks' runs tell which. */
export function sceneSize(pixels: number): PictureSize | null {
  if (pixels === 480 * 320) return { width: 480, height: 320 };
  return pixels === 320 * 240 ? { width: 320, height: 240 } : null;
}

/** One scene of `scenes`. Throws RecordProblem where it has no objects. */
export function readScene(value: unknown): ClevrScene {
  if (!isRecord(value) || !Array.isArray(value.objects)) throw notValid("Its scene has no objects.");
  const masks = isRecord(value.obj_mask) ? value.obj_mask : {};
  const boxes = isRecord(value.obj_bbox) ? value.obj_bbox : {};
  const objects = value.objects.map((object, index): ClevrObject => {
    const pixel = isRecord(object) ? numbersOf(object.pixel_coords, 3) : null;
    return {
      attributes: isRecord(object) ? textsOf(object) : {},
      x: pixel?.[0] ?? Number.NaN,
      depth: pixel?.[2] ?? Number.NaN,
      box: numbersOf(boxes[String(index + 1)], 4),
      runs: textOf(masks[String(index + 1)]),
    };
  });
  const first = objects.find(({ runs }) => runs !== null)?.runs;
  const size = sceneSize(first === undefined || first === null ? 480 * 320 : rowRunsTotal(first));
  return { objects, relationships: relationsOf(value.relationships), size: size ?? { width: 480, height: 320 } };
}

function textsOf(object: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    ["color", "shape", "material", "size"].flatMap((key) => {
      const text = textOf(object[key]);
      return text === null ? [] : [[key, text]];
    }),
  );
}

function relationsOf(value: unknown): Record<string, readonly number[][]> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([relation, lists]) => [
      relation,
      listOf(lists).map((list) => [...(numbersOf(list) ?? [])]),
    ]),
  );
}

/** An object's mask. Throws RecordProblem. */
export function objectMask(scene: ClevrScene, index: number): Rle {
  const runs = scene.objects[index]?.runs;
  const path = `.obj_mask["${index + 1}"]`;
  if (runs === undefined || runs === null) throw notValid(`Object ${index + 1} of its scene has no mask.`, path);
  return rowRunsRle(runs, scene.size, path);
}
