import type { Rle } from "#core/masks";
import { type Effect, effectOf } from "./effect.ts";
import type { FloodOptions } from "./flood-fill.ts";
import type { Place } from "./geometry.ts";
import { type MaskOp, rleWithOp } from "./whole-mask.ts";

/** The edits that take too long for the page's own thread. */
export interface MaskWork {
  apply(mask: Rle, op: MaskOp): Promise<Rle>;
  /** What is coloured like the pixel at a place of the picture that lies at an address. */
  flood(url: string, place: Place, options: FloodOptions): Promise<Rle>;
  measure(mask: Rle, reference: Rle, ignore: Rle | null): Promise<Effect>;
}

/** Does them where it is called; there is no picture to look at. */
export const workHere: MaskWork = {
  apply: async (mask, op) => rleWithOp(mask, op),
  flood: () => Promise.reject(new Error("No picture is decoded here.")),
  measure: async (mask, reference, ignore) => effectOf(mask, reference, ignore),
};
