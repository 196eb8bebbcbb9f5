import type { Attention } from "#core/samples";
import type { PixelsPart } from "#native-models/packs";
import { SAM_SIDE } from "#native-models/sam";

export type Fit = PixelsPart["fit"];

/** How a part of a pack fits the image: as its manifest says, else as its picture does, else stretched. */
export function fitOf(part: { readonly frame?: Fit | undefined; readonly pixels?: PixelsPart | undefined }): Fit {
  return part.frame ?? part.pixels?.fit ?? "stretch";
}

/** A rectangle in pixels of the original image; it may reach beyond the image. */
export type Frame = NonNullable<Attention["frame"]>;

/** How an image becomes the picture that a graph looks at: `crop` is resized to `width` x `height`, at the top left. */
export interface Fitting {
  readonly crop: Frame;
  readonly width: number;
  readonly height: number;
}

/**
 * Fits an image of `width` x `height` pixels into a picture of another size.
 *
 * - `stretch`: the whole image fills the picture.
 * - `centre-crop`: the shorter side fits and the middle is taken. It is cut out before it is resized, on whole pixels:
 *   the same picture up to half a pixel, and no strip of 30,000 x 1 pixels becomes ten million wide on the way.
 * - `pad`: the longer side fits, at the top left; sides are rounded as SAM's are, int(side * scale + 0.5), at least 1.
 */
export function fitInto(
  fit: Fit,
  picture: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): Fitting {
  if (fit === "centre-crop") {
    const scale = Math.max(picture.width / width, picture.height / height);
    const side = (target: number, length: number) => Math.min(length, Math.max(1, Math.round(target / scale)));
    const cut = { width: side(picture.width, width), height: side(picture.height, height) };
    const crop = { x: Math.floor((width - cut.width) / 2), y: Math.floor((height - cut.height) / 2), ...cut };
    return { crop, width: picture.width, height: picture.height };
  }
  const crop = { x: 0, y: 0, width, height };
  if (fit === "stretch") return { crop, width: picture.width, height: picture.height };
  const scale = Math.min(picture.width / width, picture.height / height);
  const side = (length: number, target: number) => Math.min(target, Math.max(1, Math.floor(length * scale + 0.5)));
  return { crop, width: side(width, picture.width), height: side(height, picture.height) };
}

/** The part of the image plane that the whole picture shows, in pixels of the image: with `pad` it reaches beyond. */
export function frameOfFitting(
  { crop, width, height }: Fitting,
  picture: { readonly width: number; readonly height: number },
): Frame {
  return {
    x: crop.x,
    y: crop.y,
    width: (crop.width * picture.width) / width,
    height: (crop.height * picture.height) / height,
  };
}

/**
 * Where a grid of image tokens lies, in pixels of an image of `width` x `height`: a centre crop inside it, a padded
 * square beyond it. Without `pixels` (a graph that reads SAM's embedding) the grid's own aspect is the picture's.
 */
export function frameOf(
  fit: Fit,
  pixels: Pick<PixelsPart, "width" | "height"> | undefined,
  width: number,
  height: number,
  grid: readonly [rows: number, cols: number],
): Frame {
  if (pixels !== undefined) return frameOfFitting(fitInto(fit, pixels, width, height), pixels);
  // As fine as SAM's own square, whose rounding a padded grid over its embedding shares.
  const side = SAM_SIDE / Math.max(...grid);
  const picture = { width: grid[1] * side, height: grid[0] * side };
  return frameOfFitting(fitInto(fit, picture, width, height), picture);
}
