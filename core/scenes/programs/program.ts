import type { Color, Direction, Material, Shape, Size } from "#core/scenes";

/** Attributes that a filter asks for; at least one. */
export interface AttributeFilter {
  readonly size?: Size | undefined;
  readonly color?: Color | undefined;
  readonly material?: Material | undefined;
  readonly shape?: Shape | undefined;
}
export type AttributeName = "size" | "color" | "material" | "shape";

/**
 * One step of a referring program. `input` and `inputs` are indices of earlier steps. Every step's value is a set of
 * objects; a step whose input is named `object` needs it to hold exactly one (CLEVR's `unique`).
 */
export type ProgramStep =
  | { readonly op: "scene" }
  | { readonly op: "filter"; readonly input: number; readonly attributes: AttributeFilter }
  /** Objects that lie in a direction of one object, by more than 0.2 along it (facts: CLEVR's relations). */
  | { readonly op: "relate"; readonly object: number; readonly direction: Direction }
  /** Other objects that share an attribute with one object. */
  | { readonly op: "same"; readonly object: number; readonly attribute: AttributeName }
  /** Objects that are larger or smaller than one object. */
  | { readonly op: "compare-size"; readonly object: number; readonly than: "larger" | "smaller" }
  /** The n-th (from 1) of a set from the left or right (pixel x) or from the front (depth). */
  | { readonly op: "ordinal"; readonly input: number; readonly rank: number; readonly from: "left" | "right" | "front" }
  /** The one of a set whose centre on the ground is nearest to or farthest from an object (which is left out). */
  | { readonly op: "distance"; readonly input: number; readonly object: number; readonly which: "nearest" | "farthest" }
  /** Those of a set that stand between two objects. */
  | { readonly op: "between"; readonly input: number; readonly objects: readonly [number, number] }
  | { readonly op: "and" | "or"; readonly inputs: readonly [number, number] };

/** Steps in order of execution; the last one's value is the answer. */
export type Program = readonly ProgramStep[];

export const QUESTION_KINDS = [
  "attribute",
  "one-hop",
  "two-hop",
  "three-hop",
  "same",
  "size",
  "ordinal",
  "distance",
  "between",
  "and",
  "or",
] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** A question that the symbolic filter let through. */
export interface GeometricQuestion {
  readonly text: string;
  readonly form: "question" | "phrase";
  readonly kind: QuestionKind;
  readonly program: Program;
  /** For each step the indices of its objects in the scene, ascending. */
  readonly values: readonly (readonly number[])[];
  /** Index of the object that answers. */
  readonly target: number;
  /** For each step what it says in plain words ("large metal cubes", "left of that"), for the evaluator's reasoning. */
  readonly words: readonly string[];
}
