import { AppError } from "#core/errors";
import { DIRECTIONS, type Direction, type Scene } from "#core/scenes";
import type { AttributeFilter, AttributeName } from "./program.ts";

export const ATTRIBUTE_NAMES: readonly AttributeName[] = ["size", "color", "material", "shape"];

/** CLEVR's threshold: j lies in direction d of i when (p_j - p_i) . d is above it (`render_images.py`). */
export const RELATION_EPSILON = 0.2;

/** A set of objects as the bits of one number. */
export type ObjectSet = number;

/** What programs ask of a scene again and again, as sets of objects. */
export interface SceneTables {
  readonly scene: Scene;
  readonly count: number;
  readonly all: ObjectSet;
  /** For each attribute and object, all that share it, the object included. */
  readonly sharing: Readonly<Record<AttributeName, readonly ObjectSet[]>>;
  /** For each direction and object, those that lie there. */
  readonly related: Readonly<Record<Direction, readonly ObjectSet[]>>;
  /** For each direction and object, the projections of all others on it. */
  readonly projected: Readonly<Record<Direction, readonly (readonly number[])[]>>;
}

const cache = new WeakMap<Scene, SceneTables>();

/** Tables of a scene of at most 30 objects (a set is a 32-bit number); more are refused as `too-large`. */
export function sceneTables(scene: Scene): SceneTables {
  const known = cache.get(scene);
  if (known) return known;
  const { objects } = scene;
  if (objects.length > 30) {
    throw new AppError({
      code: "too-large",
      message: `A scene of ${objects.length} objects is more than programs can be run on.`,
      cure: "Use scenes of at most 30 objects.",
    });
  }
  const share = (name: AttributeName) => objects.map((one) => setOf(objects.map((other) => other[name] === one[name])));
  const along = (direction: Direction) => {
    const [dx, dy] = scene.directions[direction];
    return objects.map((from) => objects.map((to) => (to.x - from.x) * dx + (to.y - from.y) * dy));
  };
  const projected = fromDirections(along);
  const tables: SceneTables = {
    scene,
    count: objects.length,
    all: 2 ** objects.length - 1,
    sharing: { size: share("size"), color: share("color"), material: share("material"), shape: share("shape") },
    projected,
    related: fromDirections((direction) =>
      projected[direction].map((row, from) => setOf(row.map((value, to) => to !== from && value > RELATION_EPSILON))),
    ),
  };
  cache.set(scene, tables);
  return tables;
}

function fromDirections<T>(make: (direction: Direction) => T): Record<Direction, T> {
  const [left, right, front, behind] = DIRECTIONS.map(make) as [T, T, T, T];
  return { left, right, front, behind };
}

function setOf(flags: readonly boolean[]): ObjectSet {
  let set = 0;
  flags.forEach((flag, index) => {
    if (flag) set |= 1 << index;
  });
  return set;
}

/** Indices of a set, ascending. */
export function members(set: ObjectSet): number[] {
  const found: number[] = [];
  for (let rest = set; rest !== 0; rest &= rest - 1) found.push(31 - Math.clz32(rest & -rest));
  return found;
}

export function sizeOf(set: ObjectSet): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** The only member of a set, or -1. */
export function onlyMember(set: ObjectSet): number {
  return set !== 0 && (set & (set - 1)) === 0 ? 31 - Math.clz32(set) : -1;
}

/** All objects of the scene that have the attributes asked for. */
export function withAttributes(tables: SceneTables, filter: AttributeFilter): ObjectSet {
  const { objects } = tables.scene;
  let set = 0;
  for (let index = 0; index < objects.length; index += 1) {
    const object = objects[index];
    if (object && ATTRIBUTE_NAMES.every((name) => filter[name] === undefined || filter[name] === object[name])) {
      set |= 1 << index;
    }
  }
  return set;
}
