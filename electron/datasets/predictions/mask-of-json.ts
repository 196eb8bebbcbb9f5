import { z } from "zod";
import { AppError } from "#core/errors";
import { countsArrayToRle, type Rle, validateRle } from "#core/masks";

/** COCO RLE, compressed or with its runs as numbers. */
const jsonMaskSchema = z.object({
  size: z.tuple([z.number().int().positive(), z.number().int().positive()]),
  counts: z.union([z.string(), z.array(z.number().int().nonnegative())]),
});

/** A mask as COCO writes it in JSON. Throws `bad-input` where it is none or its runs do not fill its size. */
export function rleOfJson(value: unknown, where: string): Rle {
  const parsed = jsonMaskSchema.safeParse(value);
  if (!parsed.success) throw refused("Its mask is no COCO run-length encoding.", "bad-input", where);
  const { size, counts } = parsed.data;
  try {
    if (typeof counts !== "string") return countsArrayToRle(counts, size);
    const rle: Rle = { size, counts };
    validateRle(rle);
    return rle;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    throw refused(thrown.message, thrown.code, where);
  }
}

function refused(what: string, code: AppError["code"], where: string): AppError {
  return new AppError({
    code,
    message: `This prediction cannot be read: ${what}`,
    where,
    cure: 'Write { "size": [height, width], "counts": ... } as pycocotools does, in the size of the image.',
  });
}
