import { AppError } from "#core/errors";
import { type Rle, validateRle } from "#core/masks";
import { canonicalJson } from "./canonical.ts";
import type { NewSample } from "./contract.ts";

/** Throws `bad-input` for a sample whose masks do not fit its image. Decodes no mask: the cost is that of its runs. */
export function checkMasks(sample: NewSample, image: { readonly width: number; readonly height: number }): void {
  if (sample.groundTruth != null) checkMask(sample, "ground truth", sample.groundTruth, image);
  if (sample.ignore != null) checkMask(sample, "ignore region", sample.ignore, image);
  if (sample.proposal != null) checkMask(sample, "mask", sample.proposal.rle, image);
}

function checkMask(
  sample: NewSample,
  what: string,
  rle: Rle,
  image: { readonly width: number; readonly height: number },
): void {
  const [height, width] = rle.size;
  if (height !== image.height || width !== image.width) {
    throw refusal(
      sample,
      `Its ${what} has ${width} x ${height} pixels, the image ${image.width} x ${image.height}.`,
      "Export the mask at the image's own size.",
    );
  }
  validateRle(rle);
}

/** The sample's details in the one spelling in which they rest; null for none. Throws `bad-input` for what no JSON holds. */
export function detailsBody(sample: NewSample): string | null {
  const { details } = sample;
  if (details === undefined) return null;
  try {
    const body = canonicalJson(details);
    return body === "{}" ? null : body;
  } catch (thrown) {
    const reason = thrown instanceof RangeError ? "They are nested too deeply." : (thrown as Error).message;
    throw refusal(sample, `Its details cannot be kept: ${reason}`, "Leave out what is no plain JSON value.");
  }
}

export function refusal(sample: NewSample, message: string, cure: string): AppError {
  return new AppError({ code: "bad-input", message, where: sample.id ?? sample.imagePath, cure });
}
