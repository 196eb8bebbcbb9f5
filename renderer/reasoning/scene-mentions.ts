import type { Candidate } from "#core/samples";
import type { SceneObject } from "#core/scenes";
import { nounPhrases } from "#core/scenes/language";
import type { AttributeFilter } from "#core/scenes/programs";
import { covers } from "#renderer/pipeline-steps";
import type { Mention } from "./pieces.ts";

/** What a generated sample's details say of its question: its program, each step's objects, and the scene. */
export interface SceneFacts {
  readonly program: readonly { readonly op: string; readonly attributes?: AttributeFilter | undefined }[];
  readonly values: readonly (readonly number[])[];
  readonly objects: readonly NamedObject[];
}
export type NamedObject = Pick<SceneObject, "size" | "color" | "material" | "shape" | "pixel">;

/**
 * The objects that a question's words refer to, where the program tells: a noun phrase whose attributes are those of
 * exactly the steps that filter by them, all with the same objects; one object for a singular.
 */
export function questionMentions(text: string, { program, values }: SceneFacts): Mention[] {
  return nounPhrases(text).flatMap(({ start, end, attributes, isPlural }) => {
    const steps = program.flatMap((step, index) =>
      step.op === "filter" && step.attributes && isSame(step.attributes, attributes) ? [values[index] ?? []] : [],
    );
    const [first, ...others] = steps;
    // "The cube nearest to ..." is one of the cubes, and which one is another step's to say.
    if (first === undefined || first.length === 0 || (first.length > 1 && !isPlural)) return [];
    if (others.some((other) => other.join() !== first.join())) return [];
    return [{ start, end, candidates: [], objects: first }];
  });
}

const NAMES = ["size", "color", "material", "shape"] as const;

function isSame(a: AttributeFilter, b: AttributeFilter): boolean {
  return NAMES.every((name) => a[name] === b[name]) && NAMES.some((name) => a[name] !== undefined);
}

/**
 * The objects that geo-tiny's reasoning names: "#3" is the third from the left of those that it saw. That is certain only
 * if it saw what the scene has, so every "words : #3 #4" that names attributes is held against the scene's own objects
 * in that order. One that does not fit, or none to compare, and nothing is linked.
 */
export function reasoningMentions(text: string, objects: readonly NamedObject[]): Mention[] {
  const order = objects.map((_, index) => index).sort((a, b) => pixelOf(objects[a]) - pixelOf(objects[b]));
  const named = (number: string): number | undefined => order[Number(number) - 1];
  let compared = 0;
  for (const clause of text.split(";")) {
    const [words = "", numbers = ""] = clause.split(":");
    const phrase = nounPhrases(words).at(-1);
    for (const [, number = ""] of numbers.matchAll(/#(\d+)/g)) {
      const index = named(number);
      const object = index === undefined ? undefined : objects[index];
      if (object === undefined) return [];
      const asked = NAMES.filter((name) => phrase?.attributes[name] !== undefined);
      if (asked.some((name) => object[name] !== phrase?.attributes[name])) return [];
      compared += asked.length;
    }
  }
  if (compared === 0) return [];
  return [...text.matchAll(/#(\d+)/g)].map(({ 0: written, 1: number = "", index }) => ({
    start: index,
    end: index + written.length,
    candidates: [],
    objects: [named(number) as number],
  }));
}

const pixelOf = (object: NamedObject | undefined): number => object?.pixel[0] ?? 0;

/**
 * The candidate that shows an object and no other: it covers the pixel of its centre and of no other's. Of several the
 * one that SAM thinks best of; null where there is none.
 */
export function candidateOfObject(
  object: number,
  objects: readonly NamedObject[],
  candidates: readonly Candidate[],
): Candidate | null {
  const shows = (candidate: Candidate, index: number): boolean => {
    const [x = -1, y = -1] = objects[index]?.pixel ?? [];
    const [height, width] = candidate.rle.size;
    return x >= 0 && y >= 0 && x < width && y < height && covers(candidate.rle, Math.floor(x), Math.floor(y));
  };
  const showing = candidates.filter(
    (candidate) =>
      shows(candidate, object) && objects.every((_, other) => other === object || !shows(candidate, other)),
  );
  return showing.sort((a, b) => (b.predictedIou ?? 0) - (a.predictedIou ?? 0))[0] ?? null;
}
