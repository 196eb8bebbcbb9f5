import { assertNever } from "#core/errors";
import { mergeRles, type Rle, rleDifference, rleXor } from "#core/masks";

export type Combination = "union" | "intersection" | "difference" | "xor";

/**
 * Two masks made one, on their runs. A first mask of null is an empty one, and nothing that can be taken from it makes
 * it a mask. Throws `bad-input` if the sizes differ.
 */
export function combined(mask: Rle | null, other: Rle, how: Combination): Rle | null {
  if (!mask) return how === "union" || how === "xor" ? other : null;
  switch (how) {
    case "union":
    case "intersection":
      return mergeRles([mask, other], how);
    case "difference":
      return rleDifference(mask, other);
    case "xor":
      return rleXor(mask, other);
    default:
      return assertNever(how);
  }
}
