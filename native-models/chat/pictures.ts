import sharp, { type Sharp } from "sharp";
import { decodeImage, imageChanged, type RgbImage, readImageBytes } from "#native-models/runtime";
import type { ChatImage } from "./contract.ts";
import { chatImage } from "./images.ts";

const JPEG_QUALITY = 90;

/** An image as it is sent, and its pixels at that size. */
export interface TaskPicture {
  /** Size of the original, pixels. */
  readonly width: number;
  readonly height: number;
  readonly scaled: RgbImage;
  /** The scaled pixels as JPEG (quality 90, no chroma subsampling). */
  readonly sent: ChatImage;
  /** The original's pixels, where they were asked for. */
  readonly full: RgbImage | null;
}

/** Size whose longest side is at most `maxSide`, aspect kept, at least 1 x 1; never larger than the given one. */
export function sizeToSend(width: number, height: number, maxSide: number): { width: number; height: number } {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Reads an image and scales it to send. `keepFull` keeps the original's pixels (3 bytes each) for crops. Throws
 * `image-missing`, `image-damaged`, `image-changed` if the file's hash is not `hash` (null: it may be any).
 */
export async function loadTaskPicture(
  image: { readonly path: string; readonly hash: string | null },
  maxSide: number,
  keepFull: boolean,
): Promise<TaskPicture> {
  const { bytes, hash } = await readImageBytes(image.path);
  if (image.hash !== null && hash !== image.hash) throw imageChanged(image.path);
  const full = await decodeImage(bytes, image.path);
  const scaled = await scaleTo(full, sizeToSend(full.width, full.height, maxSide));
  const jpeg = await rawImage(scaled).jpeg({ quality: JPEG_QUALITY, chromaSubsampling: "4:4:4" }).toBuffer();
  const { width, height } = full;
  return { width, height, scaled, sent: chatImage(jpeg, "image/jpeg"), full: keepFull ? full : null };
}

/** Pixels scaled to a size, both ways; the same object where they have it already. */
export async function scaleTo(image: RgbImage, size: { width: number; height: number }): Promise<RgbImage> {
  if (image.width === size.width && image.height === size.height) return image;
  const data = await rawImage(image)
    .resize({ ...size, fit: "fill" })
    .raw()
    .toBuffer();
  return { ...size, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

export function rawImage({ width, height, data }: RgbImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
}
