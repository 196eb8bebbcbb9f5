import type { Scene } from "#core/scenes";
import { BETWEEN_HALF_WIDTH, besideSegment, groundDistance, inOrder, objectAt } from "./geometry.ts";
import type { Program, ProgramStep } from "./program.ts";
import {
  members,
  type ObjectSet,
  onlyMember,
  type SceneTables,
  sceneTables,
  sizeOf,
  withAttributes,
} from "./scene-tables.ts";

/** Values of all steps, or the first step that could not be carried out with the number of objects that it found. */
export type Execution =
  | { readonly ok: true; readonly values: readonly (readonly number[])[] }
  | {
      readonly ok: false;
      readonly reason: "input-not-unique" | "malformed";
      /** Index of the step. */
      readonly step: number;
      /** How many objects its input held; 0 for a malformed step. */
      readonly found: number;
    };

/**
 * Carries out a program on a scene of at most 30 objects. `values` holds for each step the indices of its objects,
 * ascending. An ordinal beyond the end of its set, and a distance over an empty set, give the empty set. A step that
 * names a step that is not before it, or an empty program, is `malformed`; nothing is thrown for either.
 * Semantics: CLEVR-Ref+'s functional programs and CLEVR's `unique`.
 */
export function execute(program: Program, scene: Scene): Execution {
  const tables = sceneTables(scene);
  const sets = new Array<ObjectSet>(program.length).fill(0);
  const failure = runProgram(program, tables, sets);
  return failure ?? { ok: true, values: sets.map(members) };
}

/** A step whose value is taken from elsewhere: from an earlier step, or the whole scene ("scene"). */
export interface Replacement {
  readonly step: number;
  readonly by: number | "scene";
}

/** `execute` on bit sets: fills `sets`, or tells what failed. */
export function runProgram(
  program: Program,
  tables: SceneTables,
  sets: ObjectSet[],
  replaced?: Replacement,
): Extract<Execution, { ok: false }> | null {
  if (program.length === 0) return { ok: false, reason: "malformed", step: 0, found: 0 };
  for (let index = 0; index < program.length; index += 1) {
    const step = program[index];
    if (replaced?.step === index) {
      sets[index] = replaced.by === "scene" ? tables.all : (sets[replaced.by] ?? 0);
      continue;
    }
    if (step === undefined || !wellFormed(step, index))
      return { ok: false, reason: "malformed", step: index, found: 0 };
    for (const input of objectInputs(step)) {
      const found = sets[input] ?? 0;
      if (onlyMember(found) < 0) return { ok: false, reason: "input-not-unique", step: index, found: sizeOf(found) };
    }
    sets[index] = stepValue(step, tables, sets);
  }
  return null;
}

/** Steps whose value a step needs to be one object. */
export function objectInputs(step: ProgramStep): readonly number[] {
  if ("objects" in step) return step.objects;
  return "object" in step ? [step.object] : [];
}

/** Steps whose value a step takes as a set. */
export function setInputs(step: ProgramStep): readonly number[] {
  if ("inputs" in step) return step.inputs;
  return "input" in step ? [step.input] : [];
}

function wellFormed(step: ProgramStep, index: number): boolean {
  const earlier = (input: number) => Number.isInteger(input) && input >= 0 && input < index;
  return objectInputs(step).every(earlier) && setInputs(step).every(earlier);
}

/** The value of one step whose inputs are known and, where needed, single objects. */
export function stepValue(step: ProgramStep, tables: SceneTables, sets: readonly ObjectSet[]): ObjectSet {
  const set = (input: number) => sets[input] ?? 0;
  const one = (input: number) => onlyMember(set(input));
  switch (step.op) {
    case "scene":
      return tables.all;
    case "filter":
      return set(step.input) & withAttributes(tables, step.attributes);
    case "relate":
      return tables.related[step.direction][one(step.object)] ?? 0;
    case "same":
      return (tables.sharing[step.attribute][one(step.object)] ?? 0) & ~set(step.object);
    case "compare-size": {
      const reference = objectAt(tables, one(step.object)).size;
      const wanted = step.than === "larger" ? "large" : "small";
      return reference === wanted ? 0 : withAttributes(tables, { size: wanted });
    }
    case "ordinal": {
      const index = inOrder(tables, set(step.input), step.from)[step.rank - 1];
      return index === undefined ? 0 : 1 << index;
    }
    case "distance":
      return extreme(tables, set(step.input), one(step.object), step.which);
    case "between":
      return betweenTwo(tables, set(step.input), one(step.objects[0]), one(step.objects[1]));
    case "and":
      return set(step.inputs[0]) & set(step.inputs[1]);
    case "or":
      return set(step.inputs[0]) | set(step.inputs[1]);
  }
}

function extreme(tables: SceneTables, set: ObjectSet, object: number, which: "nearest" | "farthest"): ObjectSet {
  const sign = which === "nearest" ? 1 : -1;
  let best = -1;
  let bestValue = Number.POSITIVE_INFINITY;
  for (const index of members(set & ~(1 << object))) {
    const value = sign * groundDistance(tables, index, object);
    if (value < bestValue) {
      best = index;
      bestValue = value;
    }
  }
  return best < 0 ? 0 : 1 << best;
}

function betweenTwo(tables: SceneTables, set: ObjectSet, start: number, end: number): ObjectSet {
  let found = 0;
  for (const index of members(set & ~(1 << start) & ~(1 << end))) {
    const { along, beyond, aside } = besideSegment(tables, start, end, index);
    if (along > 0 && beyond < 0 && aside < BETWEEN_HALF_WIDTH) found |= 1 << index;
  }
  return found;
}
