import { z } from "zod";

/** A place of the picture, in its pixels. */
export const placeSchema = z.object({ x: z.number().finite(), y: z.number().finite() });

/** How a place lies to a mask. */
export const relationSchema = z.object({
  /** Whose mask: the one that the person had, or the first candidate's where there was none. */
  to: z.enum(["mask", "candidate"]),
  inside: z.boolean(),
  /**
   * Pixels to the nearest pixel of the other kind: outside how far the mask is, inside how deep in it. Null where there
   * is no such pixel.
   */
  distance: z.number().nonnegative().nullable(),
});
export type Relation = z.infer<typeof relationSchema>;

/** What a person does who points. */
export const pointedSchema = z.object({
  /** Null: there is nothing to point at, as far as this person can see. */
  place: placeSchema.nullable(),
  by: z.enum(["pointer", "keyboard"]),
  /** From seeing the question to pointing, in milliseconds. */
  milliseconds: z.number().int().nonnegative(),
});
export type Pointed = z.infer<typeof pointedSchema>;

/** The expected target, as somebody pointed at it before seeing any mask; it is never changed. */
export const pointingSchema = pointedSchema.extend({
  author: z.string(),
  at: z.string(),
  questionVersion: z.number().int().nonnegative(),
  /** To the mask that the pointing revealed; null where it revealed none, or nothing was pointed at. */
  relation: relationSchema.nullable(),
});
export type Pointing = z.infer<typeof pointingSchema>;
