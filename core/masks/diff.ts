import { AppError } from "#core/errors";
import { checkSameRleSize, type Rle, rleToggles, togglesRle } from "./rle.ts";
import { combineToggles, type Toggles } from "./toggles.ts";

/** What changed between two masks of one size; small for a small stroke, and safe in JSON. */
export interface MaskDiff {
  readonly size: Rle["size"];
  /** The pixels that changed, as COCO counts. */
  readonly changed: string;
  /** Checksums (32 bits) of the masks before and after, so that a diff is never put on another mask. */
  readonly before: number;
  readonly after: number;
}

/** FNV-1a over the toggles, each taken as a whole. */
function checksum(toggles: Toggles): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < toggles.length; i++) hash = Math.imul(hash ^ (toggles[i] as number), 0x01000193);
  return hash >>> 0;
}

/** Toggles without empty runs, so that equal masks have equal checksums however they were written. */
function canonical(rle: Rle): Toggles {
  const toggles = rleToggles(rle);
  return combineToggles(toggles, toggles, "union");
}

/** The difference of two masks of one size. Throws `bad-input` if the sizes differ. */
export function diffRuns(before: Rle, after: Rle): MaskDiff {
  checkSameRleSize(before, after);
  const a = canonical(before);
  const b = canonical(after);
  const { size, counts } = togglesRle(combineToggles(a, b, "xor"), before.size);
  return { size, changed: counts, before: checksum(a), after: checksum(b) };
}

/**
 * The mask after a change. `applyDiff(before, diffRuns(before, after))` is `after`, byte for byte as `encodeRle` writes it.
 * Throws `bad-input` if the diff is malformed or was made for another mask.
 */
export function applyDiff(rle: Rle, diff: MaskDiff): Rle {
  const changed = rleToggles({ size: diff.size, counts: diff.changed }, 1);
  checkSameRleSize(rle, diff);
  const before = canonical(rle);
  if (checksum(before) !== diff.before) throw foreign("It was made for another mask.");
  const after = combineToggles(before, changed, "xor");
  if (checksum(after) !== diff.after) throw foreign("It does not lead to the mask that it names.");
  return togglesRle(after, rle.size);
}

/** The change back: `applyDiff(after, invertDiff(diff))` is the mask before. */
export function invertDiff(diff: MaskDiff): MaskDiff {
  return { ...diff, before: diff.after, after: diff.before };
}

function foreign(where: string): AppError {
  return new AppError({
    code: "bad-input",
    message: "This change does not fit the mask.",
    where,
    cure: "Apply changes in the order in which they were made, to the mask that they were made on.",
  });
}
