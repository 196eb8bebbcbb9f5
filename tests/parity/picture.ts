import type { RgbImage } from "#native-models/runtime";

/** The picture of scripts/make_resize_vectors.py and make_sam2_vectors.py. */
export function picture(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) data[at++] = (x * 7 + y * 13 + c * 101 + ((x * y) ^ (x >> 1))) & 255;
    }
  }
  return { width, height, data };
}
