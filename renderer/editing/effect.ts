import { decodeRle, type Rle } from "#core/masks";
import { boundaryF, iouOf, tallyRle } from "#core/metrics";

/** How near a mask is to the reference, both in 0..1. */
export interface Effect {
  readonly iou: number;
  readonly boundaryF: number;
}

/**
 * Plain IoU (LISA's way with pixels that are ignored) and DAVIS's boundary F against the reference. Throws `bad-input`
 * if the sizes differ.
 */
export function effectOf(mask: Rle, reference: Rle, ignore: Rle | null): Effect {
  return {
    iou: iouOf(tallyRle(mask, reference, ignore, "lisa")),
    boundaryF: boundaryF(decodeRle(mask), decodeRle(reference), { ignore: ignore && decodeRle(ignore) }),
  };
}
