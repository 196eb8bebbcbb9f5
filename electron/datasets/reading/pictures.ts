import sharp from "sharp";
import { AppError } from "#core/errors";
import { type Bitmap, createBitmap } from "#core/masks";
import { MAX_IMAGE_PIXELS } from "#native-models/runtime";
import { readFailure } from "./text.ts";

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A picture's size as it is seen, after its EXIF orientation, from the header alone. Throws `image-missing`, `image-damaged`. */
export async function pictureSize(input: string | Uint8Array, where?: string): Promise<PictureSize> {
  try {
    const { autoOrient } = await sharp(input, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: "error" }).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch (thrown) {
    throw unreadable(thrown, where ?? (typeof input === "string" ? input : "image"));
  }
}

/**
 * A mask that rests as a picture: a pixel belongs to it where any colour channel is at least `threshold` (1: non-zero)
 * and it is not wholly transparent. Throws `image-missing`, `image-damaged`, `too-large`.
 */
export async function readMaskPicture(input: string | Uint8Array, threshold = 1, where?: string): Promise<Bitmap> {
  const place = where ?? (typeof input === "string" ? input : "mask");
  try {
    const { data, info } = await sharp(input, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: "truncated" })
      .rotate()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const bitmap = createBitmap(width, height);
    const colours = channels === 2 || channels === 4 ? channels - 1 : channels;
    for (let pixel = 0, at = 0; pixel < bitmap.data.length; pixel++, at += channels) {
      if (colours < channels && data[at + colours] === 0) continue;
      for (let c = 0; c < colours; c++) {
        if ((data[at + c] as number) < threshold) continue;
        bitmap.data[pixel] = 1;
        break;
      }
    }
    return bitmap;
  } catch (thrown) {
    throw unreadable(thrown, place);
  }
}

function unreadable(thrown: unknown, where: string): unknown {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/missing|no such file|ENOENT/i.test(message)) {
    return new AppError(
      {
        code: "image-missing",
        message: "This picture is not there.",
        where,
        cure: "Put it there, or leave its sample out.",
      },
      { cause: thrown },
    );
  }
  const system = readFailure(thrown, where);
  if (system !== thrown) return system;
  return new AppError(
    {
      code: "image-damaged",
      message: `This picture cannot be decoded: ${message.split("\n", 1)[0]}.`,
      where,
      cure: "Get the file again from its source; JPEG, PNG, WebP, TIFF and GIF can be opened.",
    },
    { cause: thrown },
  );
}
