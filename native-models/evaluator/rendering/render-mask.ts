import sharp from "sharp";
import { AppError } from "#core/errors";
import { type Rle, rleBBox } from "#core/masks";
import type { MaskStyle } from "#core/samples";
import { type ChatImage, chatImage, rawImage, scaleTo, sizeToSend, type TaskPicture } from "#native-models/chat";
import type { RgbImage } from "#native-models/runtime";
import { type Part, shadeOf } from "./coverage.ts";
import { drawContour, drawFill } from "./drawing.ts";

/** Surroundings of a crop on each side, as a share of the mask's longer side. */
const CROP_MARGIN = 0.5;
/** Smallest crop, in pixels of the original: a mask of a few pixels needs surroundings to be recognised. */
const SMALLEST_CROP = 96;
/** Crops smaller than this are enlarged to it. */
const SMALLEST_PICTURE = 448;

export interface RenderedMask {
  readonly image: ChatImage;
  /** What a viewer must be told: that the mask is empty, or which part of the picture is shown. */
  readonly note: string | null;
}

/**
 * A mask as a PNG picture of the size that the image is sent in (`crop`: of the mask's surroundings). The same input gives
 * the same bytes. Throws `bad-input` for a mask of another size than the image's, or one whose runs don't fill it.
 *
 * - `binary`: white on black (the paper); where it is scaled down, edges are grey and thin parts stay visible
 * - `overlay`: filled half transparent, with contour, on the image
 * - `contour`: its contour on the image
 * - `crop`: its surroundings, from the original's pixels, with its contour
 */
export async function renderMask(
  picture: TaskPicture,
  rle: Rle,
  style: MaskStyle,
  maxSide: number,
): Promise<RenderedMask> {
  assertSize(picture, rle);
  const box = rleBBox(rle);
  const empty = box[2] === 0;
  const emptyNote = empty ? "it is empty: it marks no pixel" : null;
  const whole: Part = { x: 0, y: 0, width: picture.width, height: picture.height };
  const { scaled } = picture;
  if (style === "crop" && !empty) return renderCrop(picture, rle, cropAround(box, picture), maxSide);
  const shade = shadeOf(rle, whole, scaled.width, scaled.height);
  if (style === "binary") {
    const raw = { width: shade.width, height: shade.height, channels: 1 } as const;
    const png = await sharp(shade.data, { raw }).toColourspace("b-w").png().toBuffer();
    return { image: chatImage(png, "image/png"), note: emptyNote };
  }
  const drawn = drawContour(style === "overlay" ? drawFill(scaled, shade) : scaled, shade);
  return { image: await toPng(drawn), note: emptyNote };
}

async function renderCrop(picture: TaskPicture, rle: Rle, part: Part, maxSide: number): Promise<RenderedMask> {
  const pixels = cut(picture.full ?? (await scaleTo(picture.scaled, picture)), part);
  const size = cropSize(part, maxSide);
  const drawn = drawContour(await scaleTo(pixels, size), shadeOf(rle, part, size.width, size.height));
  // Told in pixels of the picture as it was sent: the reader knows no other.
  const scaleX = picture.scaled.width / picture.width;
  const scaleY = picture.scaled.height / picture.height;
  const from = `(${Math.round(part.x * scaleX)}, ${Math.round(part.y * scaleY)})`;
  const to = `(${Math.round((part.x + part.width) * scaleX)}, ${Math.round((part.y + part.height) * scaleY)})`;
  return { image: await toPng(drawn), note: `shown enlarged, from pixel ${from} to pixel ${to} of the picture` };
}

/** The box with its margin, at least SMALLEST_CROP a side, shifted and cut so that it lies in the image. */
export function cropAround(
  [left, top, width, height]: readonly [number, number, number, number],
  image: { readonly width: number; readonly height: number },
): Part {
  const margin = Math.round(CROP_MARGIN * Math.max(width, height));
  const side = (length: number, limit: number) => Math.min(limit, Math.max(SMALLEST_CROP, length + 2 * margin));
  const place = (start: number, length: number, taken: number, limit: number) =>
    Math.min(limit - taken, Math.max(0, Math.round(start + length / 2 - taken / 2)));
  const takenWidth = side(width, image.width);
  const takenHeight = side(height, image.height);
  return {
    x: place(left, width, takenWidth, image.width),
    y: place(top, height, takenHeight, image.height),
    width: takenWidth,
    height: takenHeight,
  };
}

function cropSize(part: Part, maxSide: number): { width: number; height: number } {
  const longest = Math.max(part.width, part.height);
  const wanted = Math.min(maxSide, SMALLEST_PICTURE);
  if (longest >= wanted) return sizeToSend(part.width, part.height, maxSide);
  const scale = wanted / longest;
  return {
    width: Math.max(1, Math.round(part.width * scale)),
    height: Math.max(1, Math.round(part.height * scale)),
  };
}

function cut(image: RgbImage, { x, y, width, height }: Part): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * image.width + x) * 3;
    data.set(image.data.subarray(start, start + width * 3), row * width * 3);
  }
  return { width, height, data };
}

async function toPng(image: RgbImage): Promise<ChatImage> {
  return chatImage(await rawImage(image).png().toBuffer(), "image/png");
}

function assertSize({ width, height }: TaskPicture, { size }: Rle): void {
  if (size[0] === height && size[1] === width) return;
  throw new AppError({
    code: "bad-input",
    message: `A mask of ${size[1]} x ${size[0]} pixels cannot be shown on an image of ${width} x ${height}.`,
    cure: "Save the mask at the image's own size, without scaling or cropping.",
  });
}
