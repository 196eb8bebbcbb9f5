import { z } from "zod";

/**
 * How masks of another model can lie on the disk: `png` one picture a mask or an image, `npy` one NumPy array a mask or an
 * image, `coco` one JSON of annotations or results, `lines` our own `.jsonl`, `rle` one JSON with an RLE a mask, `reasonseg`
 * LISA's JSON with polygons.
 */
export const maskKindSchema = z.enum(["png", "npy", "coco", "lines", "rle", "reasonseg"]);
export type MaskKind = z.infer<typeof maskKindSchema>;

/** Where a mask under review came from, kept in its sample's details: what its export has to put back. */
export const maskOriginSchema = z.object({
  kind: maskKindSchema,
  /** Absolute: the folder or file of masks. */
  root: z.string(),
  /** Below `root`, with forward slashes; the file's own name where `root` is one. */
  file: z.string(),
  /** SHA-256 of the file's bytes when it was read. */
  hash: z.string(),
  /** Place of an annotation or a mask in its array, or of a line, from 0. */
  index: z.number().int().nonnegative().optional(),
  /** PNG: the value of this mask's pixels where one picture holds several; left out where the picture is one mask. */
  label: z.number().int().nonnegative().optional(),
});
export type MaskOrigin = z.infer<typeof maskOriginSchema>;

/** Under which name it rests in a sample's details. */
export const ORIGIN_KEY = "maskReview";

/** The origin of a sample's mask; null for a sample of no review. */
export function originOf(details: Readonly<Record<string, unknown>>): MaskOrigin | null {
  const parsed = maskOriginSchema.safeParse(details[ORIGIN_KEY]);
  return parsed.success ? parsed.data : null;
}
