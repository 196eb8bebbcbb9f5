import type { RgbImage } from "#native-models/runtime";
import { SAM_SIDE, type SamFamily, samGeometry } from "./geometry.ts";
import { resizeChannel, resizeLikePillow } from "./resize.ts";

/** ImageNet statistics on 0..255 (segment-anything, `build_sam.py`; SAM2's are these divided by 255). */
export const PIXEL_MEAN = [123.675, 116.28, 103.53] as const;
export const PIXEL_STD = [58.395, 57.12, 57.375] as const;

/** Raise this when a change below gives other pixels: embeddings on disk are keyed by it. */
export const PREPROCESS_VERSION = 1;

/** Image to the encoder's input: float32[1,3,1024,1024], channels first, normalised. */
export function preprocessImage(family: SamFamily, image: RgbImage): Float32Array {
  return family === "sam2" ? stretched(image) : padded(image);
}

/** SAM2: stretched to the square without rounding, then normalised (sam2, `utils/transforms.py`, SAM2Transforms). */
function stretched(image: RgbImage): Float32Array {
  const plane = SAM_SIDE * SAM_SIDE;
  const pixels = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    const scaled = resizeChannel(image, channel, SAM_SIDE, SAM_SIDE);
    const mean = PIXEL_MEAN[channel] as number;
    const std = PIXEL_STD[channel] as number;
    const start = channel * plane;
    for (let i = 0; i < plane; i++) pixels[start + i] = ((scaled[i] as number) - mean) / std;
  }
  return pixels;
}

/** SAM1: scaled, normalised, then padded with zeros (segment-anything, `modeling/sam.py`, Sam.preprocess). */
function padded(image: RgbImage): Float32Array {
  const { scaledWidth, scaledHeight } = samGeometry("sam1", image.width, image.height);
  const scaled = resizeLikePillow(image, scaledWidth, scaledHeight);
  const plane = SAM_SIDE * SAM_SIDE;
  const pixels = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    // 256 possible values: one look-up replaces a subtraction and a division a pixel.
    const table = normalised(PIXEL_MEAN[channel] as number, PIXEL_STD[channel] as number);
    for (let y = 0; y < scaledHeight; y++) {
      let from = y * scaledWidth * 3 + channel;
      const to = channel * plane + y * SAM_SIDE;
      for (let x = 0; x < scaledWidth; x++, from += 3) pixels[to + x] = table[scaled.data[from] as number] as number;
    }
  }
  return pixels;
}

function normalised(mean: number, std: number): Float32Array {
  const fmean = Math.fround(mean);
  const fstd = Math.fround(std);
  return Float32Array.from({ length: 256 }, (_, value) => Math.fround(value - fmean) / fstd);
}
