import sharp from "sharp";
import { AppError } from "#core/errors";
import { type Bitmap, createBitmap } from "#core/masks";
import { MAX_IMAGE_PIXELS } from "#native-models/runtime";
import { readFailure } from "./text.ts";

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Bytes of a mask's picture in memory, before it becomes a bitmap: 8192 x 8192 in four colours, 16383 x 16383 in grey. */
const MAX_DECODED = 2 ** 28 + 2 ** 20;

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
 * and it is not wholly transparent. `threshold` counts in 8 bits; 1 stays 1 for pictures of 16 bits, so that their
 * smallest value counts too. Palettes are read as their colours, and colour profiles are left aside.
 * Throws `image-missing`, `image-damaged`, `too-large`.
 */
export async function readMaskPicture(input: string | Uint8Array, threshold = 1, where?: string): Promise<Bitmap> {
  const place = where ?? (typeof input === "string" ? input : "mask");
  try {
    const { width, height, channels, samples, depth } = await rawSamples(input);
    const least = depth === 16 && threshold > 1 ? threshold * 257 : threshold;
    const bitmap = createBitmap(width, height);
    const colours = channels === 2 || channels === 4 ? channels - 1 : channels;
    for (let pixel = 0, at = 0; pixel < bitmap.data.length; pixel++, at += channels) {
      if (colours < channels && samples[at + colours] === 0) continue;
      for (let c = 0; c < colours; c++) {
        if ((samples[at + c] as number) < least) continue;
        bitmap.data[pixel] = 1;
        break;
      }
    }
    return bitmap;
  } catch (thrown) {
    throw unreadable(thrown, place);
  }
}

/** Decoded, upright, each value as the file has it: sharp would scale 16 bits to 8, and a mask of ones to nothing. */
async function rawSamples(input: string | Uint8Array) {
  const picture = sharp(input, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: "truncated", ignoreIcc: true });
  const { depth, space, hasAlpha, width: columns, height: rows, channels: values } = await picture.metadata();
  if (columns * rows * values * (depth === "ushort" ? 2 : 1) > MAX_DECODED) throw tooLargeMask(columns, rows);
  const wide = depth === "ushort";
  const grey = space === "b-w" || space === "grey16";
  // sharp's raw output of "b-w" drops alpha, that of "grey16" keeps it.
  const colourspace = wide ? (grey ? "grey16" : "rgb16") : grey && !hasAlpha ? "b-w" : "srgb";
  const { data, info } = await picture
    .rotate()
    .toColourspace(colourspace)
    .raw({ depth: wide ? "ushort" : "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const samples = wide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  return { width, height, channels, samples, depth: wide ? 16 : 8 };
}

function tooLargeMask(width: number, height: number): AppError {
  return new AppError({
    code: "too-large",
    message: `This mask has ${width} x ${height} pixels, which takes too much memory to decode.`,
    cure: "Save it as a grey picture of 8 bits, or scale the image and its mask down.",
  });
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
