import sharp from "sharp";
import { imageDamaged, statImage } from "#native-models/runtime";
import { averageTo } from "./average.ts";
import { clevrLike } from "./clevr-like.ts";
import { CLEVR_SIZE } from "./clevr-statistics.ts";
import type { DomainDetector, DomainVerdict, Thumbnail } from "./contract.ts";

/** Large photographs are shrunk while they are decoded; what is left is averaged exactly. */
const LONGEST_SIDE = 768;

/**
 * A scene's ground and light are seen whole: pictures cut to strips, or squeezed, are none of these packs' pictures,
 * though a thumbnail of theirs looks like one. Longer side to shorter.
 */
const MOST_PROPORTION = 2.2;

/** A picture file as the detectors see it. Throws `image-missing` or `image-damaged`. */
export async function readThumbnail(file: string): Promise<Thumbnail> {
  return (await readPicture(file)).thumbnail;
}

interface SeenPicture {
  readonly thumbnail: Thumbnail;
  /** Longer side to shorter. */
  readonly proportion: number;
}

async function readPicture(file: string): Promise<SeenPicture> {
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
    const { width, height } = info;
    const thumbnail = averageTo({ width, height, data }, CLEVR_SIZE.width, CLEVR_SIZE.height);
    return { thumbnail, proportion: Math.max(width, height) / Math.min(width, height) };
  } catch (error) {
    throw imageDamaged(file, "its data is cut off or broken", error);
  }
}

/** Whether a picture file looks like a detector's domain. Throws `image-missing` or `image-damaged`. */
export async function lookAt(detector: DomainDetector, file: string): Promise<DomainVerdict> {
  const { thumbnail, proportion } = await readPicture(file);
  if (proportion > MOST_PROPORTION) return { fits: false, likelihood: 0 };
  switch (detector) {
    case "clevr-like":
      return clevrLike(thumbnail);
  }
}
