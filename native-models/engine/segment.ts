import { AppError } from "#core/errors";
import type { Box, SegmentResult } from "#core/samples";
import type { Sam } from "#native-models/sam";
import { chooseMaskFor, embedPoints, promptPoints, scanMask, singleMask } from "#native-models/sam";
import { assertInside } from "#native-models/segmenter";
import type { SegmentRequest } from "./contract.ts";
import type { PreparedImage } from "./embeddings.ts";
import { maskPromptFor } from "./refine.ts";

/** The box inside the image. Throws `bad-input` if nothing of it is. */
function clampBox(box: Box, width: number, height: number): Box {
  const inside = {
    x0: Math.max(0, box.x0),
    y0: Math.max(0, box.y0),
    x1: Math.min(width, box.x1),
    y1: Math.min(height, box.y1),
  };
  if (inside.x0 < inside.x1 && inside.y0 < inside.y1) return inside;
  throw new AppError({
    code: "bad-input",
    message: `The box ${box.x0},${box.y0},${box.x1},${box.y1} covers nothing of the image of ${width} x ${height} pixels.`,
    where: "box",
    cure: "Give x0,y0,x1,y1 with x0 < x1 and y0 < y1, in pixels of the original image.",
  });
}

/**
 * Answers one prompt of points and a box with SAM's choice among its four masks, or with the one asked for. Throws `bad-input` without a prompt or
 * with one outside the image.
 */
export async function segmentPrompt(
  request: SegmentRequest,
  image: PreparedImage,
  sam: Sam,
  stabilityOffset: number,
): Promise<Pick<SegmentResult, "rle" | "area" | "bbox" | "predictedIou" | "stability" | "maskIndex">> {
  const { width, height } = image.embedding;
  assertInside(request.points, width, height);
  const box = request.box === null ? null : clampBox(request.box, width, height);
  if (box === null && request.points.length === 0) {
    throw new AppError({
      code: "bad-input",
      message: "There is no point and no box to segment from.",
      where: "points",
      cure: "Give at least one point or a box.",
    });
  }
  const tokens = promptPoints(request.points, box, image.sampler.geometry);
  const maskPrompt = request.refine && (await maskPromptFor(request.refine, image, sam, stabilityOffset));
  const decoded = await sam.decode(image.embedding, embedPoints(tokens, sam.constants), 1, maskPrompt);
  const iou = decoded.iou(0);
  // A mask prompt says what is meant: then nothing is ambiguous (segment-anything, `predict` with multimask_output False).
  const single = maskPrompt && singleMask(sam.family, decoded, 0);
  const maskIndex = request.mask ?? single ?? chooseMaskFor(sam.family, decoded, 0, tokens.length);
  const mask = scanMask(decoded.logits(0, maskIndex), image.sampler, stabilityOffset);
  return { ...mask, predictedIou: iou[maskIndex] as number, maskIndex };
}
