import sharp from "sharp";
import { AppError } from "#core/errors";
import { decodeRle, type Rle } from "#core/masks";
import { MAX_IMAGE_PIXELS } from "#native-models/runtime";

const SIDE = 320;
/** Okabe and Ito's orange and sky blue: told apart also by people who see fewer colours. */
const MASK = [230, 159, 0] as const;
const IGNORE = [86, 180, 233] as const;
const OPACITY = 0.55;
/** The ignored region is hatched: lines of this width at this distance, in pixels of the thumbnail. */
const HATCH = { width: 3, distance: 8 };

/** WebP of an image, at most 320 pixels a side, mask and ignore region over it. Throws `image-damaged`. */
export async function drawThumbnail(input: string | Uint8Array, mask: Rle | null, ignore: Rle | null): Promise<Buffer> {
  try {
    const { data, info } = await sharp(input, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: "none" })
      .rotate()
      .resize({ width: SIDE, height: SIDE, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#808080" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const canvas = { width, height, channels, data };
    if (mask !== null) paint(canvas, mask, MASK, () => true);
    if (ignore !== null) paint(canvas, ignore, IGNORE, (x, y) => (x + y) % HATCH.distance < HATCH.width);
    return await sharp(data, { raw: { width, height, channels } }).webp({ quality: 80 }).toBuffer();
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    const message = "This picture cannot be decoded.";
    throw new AppError({ code: "image-damaged", message, cure: "Get the file again." }, { cause: thrown });
  }
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Buffer;
}

function paint(canvas: Canvas, rle: Rle, colour: readonly number[], isDrawn: (x: number, y: number) => boolean): void {
  const bitmap = decodeRle(rle);
  for (let y = 0; y < canvas.height; y++) {
    const row = Math.floor(((y + 0.5) * bitmap.height) / canvas.height) * bitmap.width;
    for (let x = 0; x < canvas.width; x++) {
      const column = Math.floor(((x + 0.5) * bitmap.width) / canvas.width);
      if (bitmap.data[row + column] === 0 || !isDrawn(x, y)) continue;
      const at = (y * canvas.width + x) * canvas.channels;
      for (let c = 0; c < 3; c++) {
        canvas.data[at + c] = (canvas.data[at + c] as number) * (1 - OPACITY) + (colour[c] as number) * OPACITY;
      }
    }
  }
}
