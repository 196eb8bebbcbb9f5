import type { AttributeFilter, ProgramStep } from "#core/scenes/programs";
import { RANKS } from "./lexicon.ts";

/**
 * What one step says in a few plain words of a fixed vocabulary, for the evaluator's reasoning: "all things", "large
 * metal cubes", "left of that", "third from the left", "both". Depends on the step alone; "that" and "those" are the
 * values of the steps that it names.
 */
export function stepWords(step: ProgramStep): string {
  switch (step.op) {
    case "scene":
      return "all things";
    case "filter":
      return filterWords(step.attributes);
    case "relate":
      return { left: "left of that", right: "right of that", front: "in front of that", behind: "behind that" }[
        step.direction
      ];
    case "same":
      return `same ${step.attribute} as that`;
    case "compare-size":
      return `${step.than} than that`;
    case "ordinal":
      return `${RANKS[step.rank - 1] ?? `number ${step.rank}`} from the ${step.from}`;
    case "distance":
      return step.which === "nearest" ? "nearest to that" : "farthest from that";
    case "between":
      return "between those";
    case "and":
      return "both";
    case "or":
      return "either";
  }
}

function filterWords({ size, color, material, shape }: AttributeFilter): string {
  return [size, color, material, shape === undefined ? "things" : `${shape}s`]
    .filter((word) => word !== undefined)
    .join(" ");
}
