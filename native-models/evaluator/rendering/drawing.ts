import { type Bitmap, boundaryOf, dilate } from "#core/masks";
import type { RgbImage } from "#native-models/runtime";
import type { Shade } from "./coverage.ts";

type Colour = readonly [red: number, green: number, blue: number];

/** Rare in photographs; the dark rim keeps the contour visible where it is not. */
const CONTOUR: Colour = [255, 0, 200];
const RIM: Colour = [0, 0, 0];
const FILL_OPACITY = 0.45;

/** A pixel is inside where any of it is covered: the outline of thin parts must not break. */
function inside(shade: Shade): Bitmap {
  return { width: shade.width, height: shade.height, data: shade.data.map((value) => (value > 0 ? 1 : 0)) };
}

/** The mask's own outermost pixels, a line whose width grows with the picture (1 px per 200), with a dark rim around. */
export function drawContour(image: RgbImage, shade: Shade): RgbImage {
  const mask = inside(shade);
  const line = boundaryOf(mask, Math.max(1, Math.round(Math.max(image.width, image.height) / 200)));
  const rim = dilate(line, 1, "square");
  const data = Uint8Array.from(image.data);
  for (let pixel = 0; pixel < mask.data.length; pixel++) {
    if (line.data[pixel] === 1) data.set(CONTOUR, pixel * 3);
    else if (rim.data[pixel] === 1) data.set(RIM, pixel * 3);
  }
  return { ...image, data };
}

/** The contour's colour over the mask, half transparent. */
export function drawFill(image: RgbImage, shade: Shade): RgbImage {
  const data = Uint8Array.from(image.data);
  for (let pixel = 0; pixel < shade.data.length; pixel++) {
    const opacity = (FILL_OPACITY * (shade.data[pixel] as number)) / 255;
    if (opacity === 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      const at = pixel * 3 + channel;
      data[at] = Math.round((data[at] as number) * (1 - opacity) + (CONTOUR[channel] as number) * opacity);
    }
  }
  return { ...image, data };
}
