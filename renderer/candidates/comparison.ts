import { type Rle, rleArea, rleDifference, rleIou } from "#core/masks";

/** Where two masks of one picture differ. */
export interface Comparison {
  /** In the candidate and not in the mask. */
  readonly more: Rle;
  /** In the mask and not in the candidate. */
  readonly less: Rle;
  readonly morePixels: number;
  readonly lessPixels: number;
  readonly iou: number;
}

/** Null where the masks are of different pictures' sizes. */
export function compare(candidate: Rle, mask: Rle): Comparison | null {
  if (candidate.size[0] !== mask.size[0] || candidate.size[1] !== mask.size[1]) return null;
  const [more, less] = [rleDifference(candidate, mask), rleDifference(mask, candidate)];
  return { more, less, morePixels: rleArea(more), lessPixels: rleArea(less), iou: rleIou(candidate, mask) };
}
