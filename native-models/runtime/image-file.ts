import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import sharp, { type Metadata } from "sharp";
import { AppError } from "#core/errors";
import { sha256OfFile } from "#native-models/hashing";
import { imageDamaged, imageMissing, imageTooLarge, MAX_IMAGE_PIXELS } from "./image-errors.ts";

// sharp keeps decoded files in a cache by path; a file that changed on disk must never be answered from it.
sharp.cache(false);

/** Facts about an image file. The shape is that of the store's ImageProbe. */
export interface ImageFacts {
  /** SHA-256 of the file's bytes, hex. */
  readonly id: string;
  /** As it is seen, after the EXIF orientation. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: string;
  readonly mtimeMs: number;
}

/** Pixels as SAM wants them: row-major RGB, 8 bits, `data.length === width * height * 3`. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const FORMATS = new Set(["jpeg", "png", "webp", "tiff", "gif", "avif", "heif"]);

/** SHA-256 of an image's file, hex: its identity. Throws `image-missing`. */
export async function hashFile(file: string): Promise<string> {
  try {
    return await sha256OfFile(file);
  } catch (error) {
    throw imageMissing(file, error);
  }
}

/** Size as it is seen and format, from the header alone. Nothing of the picture is allocated. */
async function readHeader(
  input: string | Buffer,
  file: string,
): Promise<{ width: number; height: number; format: string }> {
  let header: Metadata;
  try {
    header = await sharp(input, { limitInputPixels: false, failOn: "error" }).metadata();
  } catch (error) {
    throw imageDamaged(file, "it is not a JPEG, PNG, WebP or TIFF file", error);
  }
  const { width, height, format } = header;
  if (!width || !height || !FORMATS.has(format)) {
    throw imageDamaged(file, "it is not a JPEG, PNG, WebP or TIFF file");
  }
  if (width * height > MAX_IMAGE_PIXELS) throw imageTooLarge(file, width, height);
  const turned = (header.orientation ?? 1) >= 5;
  return { width: turned ? height : width, height: turned ? width : height, format };
}

/**
 * Reads the facts of an image file and makes sure that its pixels can be decoded to the end (at reduced size, so that
 * a 24-megapixel file takes tens of milliseconds). Throws `image-missing`, `image-damaged` (empty, truncated or no
 * image) or `too-large`.
 */
export async function probeImage(file: string): Promise<ImageFacts> {
  const facts = await statImage(file);
  const { width, height, format } = await readHeader(file, file);
  try {
    await sharp(file, { limitInputPixels: false, failOn: "truncated", sequentialRead: true })
      .resize({ width: 64, height: 64, fit: "fill", kernel: "nearest", fastShrinkOnLoad: true })
      .raw()
      .toBuffer();
  } catch (error) {
    throw imageDamaged(file, "its data is cut off or broken", error);
  }
  return { id: await hashFile(file), width, height, bytes: facts.size, format, mtimeMs: facts.mtimeMs };
}

/** Size and time of an image file. Throws `image-missing`, or `image-damaged` for an empty one. */
export async function statImage(file: string): Promise<{ size: number; mtimeMs: number }> {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) throw imageMissing(file);
    if (facts.size === 0) throw imageDamaged(file, "the file is empty");
    return { size: facts.size, mtimeMs: facts.mtimeMs };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw imageMissing(file, error);
  }
}

/** Reads and hashes an image file in one go, so that what is decoded is what was hashed. */
export async function readImageBytes(file: string): Promise<{ bytes: Buffer; hash: string }> {
  await statImage(file);
  try {
    const bytes = await readFile(file);
    return { bytes, hash: createHash("sha256").update(bytes).digest("hex") };
  } catch (error) {
    throw imageMissing(file, error);
  }
}

/**
 * Decodes an image to 8-bit sRGB, upright. 16-bit channels lose their low byte, grey is repeated, CMYK goes through
 * its profile (or a standard one), and alpha is dropped without compositing, as PIL's `convert("RGB")` does: SAM's
 * reference reads images that way. `file` only names the image in errors.
 * Throws `image-damaged` or `too-large`.
 */
export async function decodeImage(bytes: Buffer, file: string): Promise<RgbImage> {
  await readHeader(bytes, file);
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: false, failOn: "truncated" })
      .autoOrient()
      .removeAlpha()
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`);
    return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  } catch (error) {
    throw imageDamaged(file, "its data is cut off or broken", error);
  }
}
