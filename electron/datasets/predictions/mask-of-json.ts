import { z } from "zod";
import { AppError } from "#core/errors";
import { countsToRuns, type Rle, runsToCounts } from "#core/masks";

/** COCO RLE, compressed or with its runs as numbers. */
const jsonMaskSchema = z.object({
  size: z.tuple([z.number().int().positive(), z.number().int().positive()]),
  counts: z.union([z.string(), z.array(z.number().int().nonnegative())]),
});

/** A mask as COCO writes it in JSON. Throws `bad-input` where it is none or its runs do not fill its size. */
export function rleOfJson(value: unknown, where: string): Rle {
  const parsed = jsonMaskSchema.safeParse(value);
  if (!parsed.success) {
    throw refused("its mask is no COCO run-length encoding", where);
  }
  const [height, width] = parsed.data.size;
  const { counts } = parsed.data;
  const runs = typeof counts === "string" ? countsToRuns(counts) : counts;
  const pixels = runs.reduce((sum, run) => sum + run, 0);
  if (pixels !== height * width) {
    throw refused(`its runs cover ${pixels} pixels, its size ${height} x ${width} has ${height * width}`, where);
  }
  return { size: [height, width], counts: typeof counts === "string" ? counts : runsToCounts(runs) };
}

function refused(what: string, where: string): AppError {
  return new AppError({
    code: "bad-input",
    message: `This prediction cannot be read: ${what}.`,
    where,
    cure: 'Write { "size": [height, width], "counts": ... } as pycocotools does, in the size of the image.',
  });
}
