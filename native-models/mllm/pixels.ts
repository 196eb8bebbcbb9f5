import type { PixelsPart } from "#native-models/packs";
import type { RgbImage } from "#native-models/runtime";
import { resizeLikePillow } from "#native-models/sam";
import { type Frame, fitInto } from "./frame.ts";

/**
 * An image as a graph's `pixels`: float32[1, 3, part.height, part.width], channels first, values / 255, then
 * (v - mean) / std; resized bilinearly with antialiasing as Pillow does. What `pad` adds is 0 after the normalisation.
 */
export function makePixels(image: RgbImage, part: PixelsPart): Float32Array {
  const { crop, width, height } = fitInto(part.fit, part, image.width, image.height);
  const scaled = resizeLikePillow(cut(image, crop), width, height);
  const plane = part.width * part.height;
  const pixels = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    const table = normalised(part.mean[channel] as number, part.std[channel] as number);
    for (let y = 0; y < height; y++) {
      let from = y * width * 3 + channel;
      const to = channel * plane + y * part.width;
      for (let x = 0; x < width; x++, from += 3) pixels[to + x] = table[scaled.data[from] as number] as number;
    }
  }
  return pixels;
}

/** The 256 values that a byte can become. */
function normalised(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / std);
}

/** A rectangle of whole pixels inside the image. */
function cut(image: RgbImage, { x, y, width, height }: Frame): RgbImage {
  if (width === image.width && height === image.height) return image;
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * 3;
    data.set(image.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}
