import { AppError } from "#core/errors";
import { decodeRle } from "#core/masks";
import { embedPoints, maskPromptOf, promptPoints, type Sam, scanMask } from "#native-models/sam";
import type { SegmentRequest } from "./contract.ts";
import type { PreparedImage } from "./embeddings.ts";

type Refine = NonNullable<SegmentRequest["refine"]>;

/**
 * The mask prompt, float32[256,256], that stands for a mask: the logits of the answer that it came from, where SAM gives
 * the same mask for that prompt again, else logits made from its pixels. Throws `bad-input` for a mask of another size.
 */
export async function maskPromptFor(
  { mask, answerTo }: Refine,
  image: PreparedImage,
  sam: Sam,
  stabilityOffset: number,
): Promise<Float32Array> {
  const { width, height } = image.embedding;
  if (mask.size[0] !== height || mask.size[1] !== width) {
    throw new AppError({
      code: "bad-input",
      message: `A mask of ${mask.size[1]} x ${mask.size[0]} pixels does not fit the image of ${width} x ${height}.`,
      where: "refine.mask",
      cure: "Refine a mask of this image, at its original size.",
    });
  }
  if (answerTo !== undefined) {
    const tokens = promptPoints([answerTo.point], null, image.sampler.geometry);
    const decoded = await sam.decode(image.embedding, embedPoints(tokens, sam.constants), 1);
    const logits = decoded.logits(0, answerTo.mask);
    // A copy: a part of the answer would keep all four masks alive, and must not change meanwhile.
    if (scanMask(logits, image.sampler, stabilityOffset).rle.counts === mask.counts) return logits.slice();
  }
  return maskPromptOf(decodeRle(mask), image.sampler.geometry);
}
