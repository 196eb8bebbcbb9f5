import sharp from "sharp";
import { imageDamaged, statImage } from "#native-models/runtime";
import { averageTo } from "./average.ts";
import { clevrLike } from "./clevr-like.ts";
import { CLEVR_SIZE } from "./clevr-statistics.ts";
import type { DomainDetector, DomainVerdict, Thumbnail } from "./contract.ts";

/** Large photographs are shrunk while they are decoded; what is left is averaged exactly. */
const LONGEST_SIDE = 768;

/** A picture file as the detectors see it. Throws `image-missing` or `image-damaged`. */
export async function readThumbnail(file: string): Promise<Thumbnail> {
  await statImage(file);
  try {
    const { data, info } = await sharp(file, { failOn: "truncated" })
      .autoOrient()
      .removeAlpha()
      .toColourspace("srgb")
      .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: "inside", withoutEnlargement: true })
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`);
    return averageTo({ width: info.width, height: info.height, data }, CLEVR_SIZE.width, CLEVR_SIZE.height);
  } catch (error) {
    throw imageDamaged(file, "its data is cut off or broken", error);
  }
}

/** Whether a picture file looks like a detector's domain. Throws `image-missing` or `image-damaged`. */
export async function lookAt(detector: DomainDetector, file: string): Promise<DomainVerdict> {
  const thumbnail = await readThumbnail(file);
  switch (detector) {
    case "clevr-like":
      return clevrLike(thumbnail);
  }
}
