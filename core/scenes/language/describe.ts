import { AppError } from "#core/errors";
import type { Direction } from "#core/scenes";
import type { AttributeFilter, AttributeName, Program } from "#core/scenes/programs";

/** What a set of objects is called: attributes, then at most one tie to other objects. */
export interface Description {
  readonly attributes: AttributeFilter;
  readonly tie: TieMeaning | null;
}

/** How a set hangs on other objects. */
export type TieMeaning =
  | PlainTie
  | { readonly kind: "and" | "or"; readonly sides: readonly [Description, Description] };

export type PlainTie =
  | { readonly kind: "relate"; readonly direction: Direction; readonly object: Description }
  | { readonly kind: "same"; readonly attribute: AttributeName; readonly object: Description }
  | { readonly kind: "compare"; readonly than: "larger" | "smaller"; readonly object: Description }
  | { readonly kind: "distance"; readonly which: "nearest" | "farthest"; readonly object: Description }
  | { readonly kind: "between"; readonly objects: readonly [Description, Description] };

export interface OrdinalMeaning {
  readonly set: Description;
  readonly rank: number;
  readonly from: "left" | "right" | "front";
}

/** A program as language sees it: something described, or the n-th of it. */
export type Meaning =
  | { readonly kind: "described"; readonly what: Description }
  | { readonly kind: "ordinal"; readonly what: OrdinalMeaning };

/** Reads a program of the shapes that `proposeProgram` makes; others throw `unsupported`. */
export function meaningOf(program: Program): Meaning {
  const last = program[program.length - 1];
  if (last?.op === "ordinal") {
    const { rank, from } = last;
    return { kind: "ordinal", what: { set: describe(program, last.input), rank, from } };
  }
  return { kind: "described", what: describe(program, program.length - 1) };
}

function describe(program: Program, index: number): Description {
  const step = program[index];
  const at = (input: number) => describe(program, input);
  switch (step?.op) {
    case "scene":
      return { attributes: {}, tie: null };
    case "filter": {
      const input = at(step.input);
      return { attributes: { ...input.attributes, ...step.attributes }, tie: input.tie };
    }
    case "relate":
      return tied({ kind: "relate", direction: step.direction, object: at(step.object) });
    case "same":
      return tied({ kind: "same", attribute: step.attribute, object: at(step.object) });
    case "compare-size":
      return tied({ kind: "compare", than: step.than, object: at(step.object) });
    case "distance":
      return narrowed(at(step.input), { kind: "distance", which: step.which, object: at(step.object) });
    case "between":
      return narrowed(at(step.input), { kind: "between", objects: [at(step.objects[0]), at(step.objects[1])] });
    case "and":
    case "or":
      return tied({ kind: step.op, sides: [at(step.inputs[0]), at(step.inputs[1])] });
    default:
      throw unsupported(step?.op ?? "nothing");
  }
}

const tied = (tie: TieMeaning): Description => ({ attributes: {}, tie });

function narrowed(input: Description, tie: TieMeaning): Description {
  if (input.tie !== null) throw unsupported(tie.kind);
  return { attributes: input.attributes, tie };
}

function unsupported(what: string): AppError {
  return new AppError({
    code: "unsupported",
    message: `A program with "${what}" in this place can't be put into words.`,
    cure: "Use the shapes of program that the sampler makes.",
  });
}
