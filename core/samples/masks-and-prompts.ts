import { z } from "zod";

/** COCO compressed RLE, the form in which every mask rests (ARCHITECTURE.md, "Data"). */
export const rleSchema = z.object({
  size: z.tuple([z.number().int().positive(), z.number().int().positive()]).readonly(),
  counts: z.string(),
});

/** A SAM point prompt in pixels of the original image, origin at the top left; label 1 is the target, 0 is not. */
export const pointSchema = z.object({
  x: z.number().finite(),
  y: z.number().finite(),
  label: z.union([z.literal(0), z.literal(1)]),
});
export type Point = z.infer<typeof pointSchema>;

/** A SAM box prompt in pixels of the original image; x0 < x1 and y0 < y1. */
export const boxSchema = z
  .object({ x0: z.number().finite(), y0: z.number().finite(), x1: z.number().finite(), y1: z.number().finite() })
  .refine((box) => box.x0 < box.x1 && box.y0 < box.y1, "a box needs x0 < x1 and y0 < y1");
export type Box = z.infer<typeof boxSchema>;

export const promptsSchema = z.object({ points: z.array(pointSchema).max(512), box: boxSchema.nullable() });
export type Prompts = z.infer<typeof promptsSchema>;

/** Left, top, width, height in pixels. */
export const bboxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly();
