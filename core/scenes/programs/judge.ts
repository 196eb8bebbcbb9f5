import type { Scene } from "#core/scenes";
import { objectInputs, type Replacement, runProgram, setInputs } from "./execute.ts";
import { BETWEEN_HALF_WIDTH, besideSegment, groundDistance, inOrder, objectAt, ordinalKey } from "./geometry.ts";
import type { AttributeFilter, Program, ProgramStep } from "./program.ts";
import {
  ATTRIBUTE_NAMES,
  members,
  type ObjectSet,
  onlyMember,
  RELATION_EPSILON,
  type SceneTables,
  sceneTables,
  withAttributes,
} from "./scene-tables.ts";

/** How far from a tie a question must be, so that people and models who measure by eye agree with the program. */
export const MARGINS = {
  /** Of an ordinal from the left or right: the gap to the neighbours in the order, in picture widths (8 px of 480). */
  ordinalWidths: 1 / 60,
  /** Of an ordinal from the front: the gap in depth, in the scene's units. */
  ordinalDepth: 0.2,
  /** Of a relation: distance of any object's projection from CLEVR's 0.2, in the scene's units. */
  relation: 0.1,
  /** Of nearest and farthest: the ratio of the runner-up's distance to the winner's, or the other way round. */
  distanceRatio: 1.15,
  /** Of between: distance from the strip's sides and ends, in the scene's units. */
  between: 0.2,
} as const;

/**
 * Why a program makes no good question.
 * - `malformed`: a step names one that is not before it.
 * - `input-not-unique`: a step that needs one object gets none or several.
 * - `not-unique`: the answer is not one object.
 * - `circular`: the answer is named on the way to it ("the cube left of the ball right of the cube").
 * - `shortcut`: the answer's own attributes, as the program filters by them, single it out in the whole scene.
 * - `not-minimal`: a question by attributes alone names one that it does not need.
 * - `step-not-needed`: the answer stays the same when a step is passed over.
 * - `margin`: a tie, or nearly (MARGINS).
 */
export type RejectReason =
  | "malformed"
  | "input-not-unique"
  | "not-unique"
  | "circular"
  | "shortcut"
  | "not-minimal"
  | "step-not-needed"
  | "margin";

export type Judgement =
  | { readonly ok: true; readonly values: readonly (readonly number[])[]; readonly target: number }
  | { readonly ok: false; readonly reason: RejectReason; readonly step: number };

/**
 * The symbolic filter (facts: CLEVR conventions; it proves what the paper leaves to a language model's guess): the
 * program returns exactly one object, has no shortcut, needs every one of its steps and stays clear of ties. `step` is
 * the first one to blame. The order of the checks is that of RejectReason. Whether an object can be seen is not asked.
 */
export function judge(program: Program, scene: Scene): Judgement {
  const tables = sceneTables(scene);
  const sets = new Array<ObjectSet>(program.length).fill(0);
  const last = program.length - 1;
  const failure = runProgram(program, tables, sets);
  if (failure) return { ok: false, reason: failure.reason, step: failure.step };
  const answer = sets[last] ?? 0;
  const target = onlyMember(answer);
  const no = (reason: RejectReason, step: number): Judgement => ({ ok: false, reason, step });
  if (target < 0) return no("not-unique", last);
  const circular = program.findIndex((step) => objectInputs(step).some((input) => sets[input] === answer));
  if (circular >= 0) return no("circular", circular);
  if (program.every((step) => step.op === "scene" || step.op === "filter")) {
    const spare = program.findIndex((_, index) => hasSpareAttribute(program, index, tables, answer));
    if (spare >= 0) return no("not-minimal", spare);
  } else if (hasShortcut(program, last, {}, tables, sets, answer)) return no("shortcut", last);
  const idle = firstIdleStep(program, tables, answer);
  if (idle >= 0) return no("step-not-needed", idle);
  const tied = program.findIndex((step) => isTied(step, tables, sets));
  if (tied >= 0) return no("margin", tied);
  return { ok: true, values: sets.map(members), target };
}

/**
 * True when the attributes that the program asks of the answer itself - those of the filters that its set passes
 * through, as far back as the first step that is about another object - single it out in the whole scene. Of `or`,
 * each side that the answer comes through counts by itself; of `and`, both sides.
 */
function hasShortcut(
  program: Program,
  index: number,
  asked: AttributeFilter,
  tables: SceneTables,
  sets: readonly ObjectSet[],
  answer: ObjectSet,
): boolean {
  const singles = (filter: AttributeFilter) => withAttributes(tables, filter) === answer;
  const step = program[index];
  if (step === undefined) return false;
  if (step.op === "filter") {
    return hasShortcut(program, step.input, { ...asked, ...step.attributes }, tables, sets, answer);
  }
  if (step.op === "and") {
    const both = { ...asked, ...filtersOf(program, step.inputs[0]), ...filtersOf(program, step.inputs[1]) };
    return singles(both);
  }
  const inputs = setInputs(step);
  if (inputs.length === 0) return singles(asked);
  return inputs.some(
    (input) => ((sets[input] ?? 0) & answer) !== 0 && hasShortcut(program, input, asked, tables, sets, answer),
  );
}

/** Attributes of the filters right before a step, back to the first step of another sort. */
function filtersOf(program: Program, index: number): AttributeFilter {
  const step = program[index];
  return step?.op === "filter" ? { ...filtersOf(program, step.input), ...step.attributes } : {};
}

function hasSpareAttribute(program: Program, index: number, tables: SceneTables, answer: ObjectSet): boolean {
  const step = program[index];
  if (step?.op !== "filter") return false;
  const sets = new Array<ObjectSet>(program.length).fill(0);
  return ATTRIBUTE_NAMES.some((name) => {
    if (step.attributes[name] === undefined) return false;
    const changed = program.with(index, { ...step, attributes: { ...step.attributes, [name]: undefined } });
    return runProgram(changed, tables, sets) === null && sets[sets.length - 1] === answer;
  });
}

/** The first step that can be passed over - for any of its inputs, or the whole scene - without another answer, or -1. */
function firstIdleStep(program: Program, tables: SceneTables, answer: ObjectSet): number {
  const sets = new Array<ObjectSet>(program.length).fill(0);
  const same = (replaced: Replacement) =>
    runProgram(program, tables, sets, replaced) === null && sets[sets.length - 1] === answer;
  return program.findIndex((step, index) => {
    if (step.op === "scene") return false;
    return same({ step: index, by: "scene" }) || setInputs(step).some((by) => same({ step: index, by }));
  });
}

function isTied(step: ProgramStep, tables: SceneTables, sets: readonly ObjectSet[]): boolean {
  const set = (input: number) => sets[input] ?? 0;
  const one = (input: number) => onlyMember(set(input));
  switch (step.op) {
    case "relate": {
      const object = one(step.object);
      const row = tables.projected[step.direction][object] ?? [];
      return row.some((value, to) => to !== object && Math.abs(value - RELATION_EPSILON) < MARGINS.relation);
    }
    case "ordinal":
      return ordinalTied(step, tables, set(step.input));
    case "distance": {
      const object = one(step.object);
      const distances = members(set(step.input) & ~(1 << object)).map((index) => groundDistance(tables, index, object));
      distances.sort((a, b) => (step.which === "nearest" ? a - b : b - a));
      const [first = 0, second] = distances;
      if (second === undefined) return false;
      return Math.max(first, second) < MARGINS.distanceRatio * Math.min(first, second);
    }
    case "between":
      return members(set(step.input)).some((index) => {
        const [start, end] = [one(step.objects[0]), one(step.objects[1])];
        return index !== start && index !== end && onBorder(tables, start, end, index);
      });
    default:
      return false;
  }
}

/** Only the neighbours of the one that is meant count: a swap of two others leaves it where it is. */
function ordinalTied(step: Extract<ProgramStep, { op: "ordinal" }>, tables: SceneTables, set: ObjectSet): boolean {
  const keys = inOrder(tables, set, step.from).map((index) => ordinalKey(objectAt(tables, index), step.from));
  const margin = step.from === "front" ? MARGINS.ordinalDepth : MARGINS.ordinalWidths * tables.scene.width;
  const own = keys[step.rank - 1];
  if (own === undefined) return false;
  const near = (key: number | undefined) => key !== undefined && Math.abs(key - own) < margin;
  return near(keys[step.rank - 2]) || near(keys[step.rank]);
}

/** True when an object stands within the margin of the border of the strip between two others. */
function onBorder(tables: SceneTables, start: number, end: number, index: number): boolean {
  const { along, beyond, aside } = besideSegment(tables, start, end, index);
  const within = Math.min(along, -beyond, BETWEEN_HALF_WIDTH - aside);
  return Math.abs(within) < MARGINS.between;
}
