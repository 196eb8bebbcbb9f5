import { AppError } from "#core/errors";
import type { SceneObject } from "#core/scenes";
import type { ProgramStep } from "./program.ts";
import { members, type ObjectSet, type SceneTables } from "./scene-tables.ts";

/**
 * Half the width, in the scene's units, of the strip in which an object counts as standing between two others. A strip
 * about as wide as one large object: what stands further aside is next to the two rather than between them.
 */
export const BETWEEN_HALF_WIDTH = 0.8;

export type OrdinalSide = Extract<ProgramStep, { op: "ordinal" }>["from"];

/** What an ordinal counts along: pixels from that side of the picture, or depth along the camera's axis. */
export function ordinalKey(object: SceneObject, from: OrdinalSide): number {
  if (from === "front") return object.pixel[2];
  return from === "left" ? object.pixel[0] : -object.pixel[0];
}

/** Objects of a set from first to last as an ordinal counts them; equal ones by index. */
export function inOrder(tables: SceneTables, set: ObjectSet, from: OrdinalSide): number[] {
  const key = (index: number) => ordinalKey(objectAt(tables, index), from);
  return members(set).sort((a, b) => key(a) - key(b) || a - b);
}

/** Distance of two objects' centres on the ground. */
export function groundDistance(tables: SceneTables, a: number, b: number): number {
  const one = objectAt(tables, a);
  const other = objectAt(tables, b);
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/**
 * Where an object stands relative to the segment from one centre to another, on the ground: `along` the segment from
 * its start, `beyond` its end (negative before it), and `aside` of its line (never negative).
 *
 * An object is between the two when its projection falls strictly inside the segment (0 < along, beyond < 0) and
 * aside < BETWEEN_HALF_WIDTH. Two objects at one place have nothing between them.
 */
export function besideSegment(tables: SceneTables, start: number, end: number, index: number) {
  const a = objectAt(tables, start);
  const b = objectAt(tables, end);
  const p = objectAt(tables, index);
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length === 0) return { along: 0, beyond: 0, aside: 0 };
  const ux = (b.x - a.x) / length;
  const uy = (b.y - a.y) / length;
  const along = (p.x - a.x) * ux + (p.y - a.y) * uy;
  const aside = Math.abs((p.x - a.x) * uy - (p.y - a.y) * ux);
  return { along, beyond: along - length, aside };
}

export function objectAt(tables: SceneTables, index: number): SceneObject {
  const object = tables.scene.objects[index];
  if (object) return object;
  throw new AppError({
    code: "internal",
    message: `Object ${index} was asked of a scene of ${tables.count}.`,
    cure: "Please report this together with the scene.",
  });
}
