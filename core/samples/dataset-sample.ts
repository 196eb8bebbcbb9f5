import { z } from "zod";
import { rleSchema } from "./masks-and-prompts.ts";

/**
 * One line of `samples.jsonl` in our own dataset folder. Paths are relative to the folder, with forward slashes.
 * Keys that this version does not know are kept as they are.
 */
export const datasetSampleSchema = z.looseObject({
  id: z.string().min(1),
  image: z.string().min(1),
  /** Empty where the source has masks but no question yet. */
  question: z.string(),
  category: z.string().default(""),
  kind: z.union([z.string(), z.array(z.string())]).optional(),
  /** Ground truth; left out where the source has none, an empty mask where nothing in the image is meant. */
  mask: rleSchema.optional(),
  /** Pixels that count nowhere (ReasonSeg's 255). */
  ignore: rleSchema.optional(),
  split: z.string().default(""),
});
export type DatasetSampleLine = z.infer<typeof datasetSampleSchema>;

/** `dataset.json` beside it. Unknown keys are kept. */
export const datasetManifestSchema = z.looseObject({
  name: z.string(),
  version: z.union([z.string(), z.number()]).optional(),
  licence: z.string().optional(),
});
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;
