import { z } from "zod";

const row = (length: number) => z.array(z.number()).length(length);

/**
 * The constants of SAM's prompt encoder, as a pack carries them in `prompt-encoder.json`. All are 32-bit floats
 * written in full, so reading them back loses nothing.
 */
export const promptConstantsSchema = z.object({
  format: z.literal(1),
  /** Side of the square that coordinates are given in. */
  inputSize: z.literal(1024),
  /** Random Fourier features: positions in -1..1 times this [2,128] matrix. */
  gaussian: z.array(row(128)).length(2),
  /** Added to the position of a point: label 0 not the target, 1 the target, 2 and 3 a box's two corners. */
  pointEmbeddings: z.array(row(256)).length(4),
  /** Stands in place of the whole token for label -1, the padding point. */
  notAPoint: row(256),
});
export type PromptConstants = z.infer<typeof promptConstantsSchema>;
