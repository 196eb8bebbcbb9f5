import type { SamPart } from "#native-models/packs";

/** `sam1`: SAM and its kin (MobileSAM); `sam2`: SAM 2, as an image model. */
export type SamFamily = SamPart["family"];

/** Side of the square that SAM's image encoder looks at, in pixels. */
export const SAM_SIDE = 1024;
/** Side of the decoder's masks. */
export const LOW_RES_SIDE = 256;
/** Side of the image embedding's grid. */
export const EMBEDDING_SIDE = 64;

/** How an image lies in SAM's square: scaled, at the top left; what is left of the square is padding. */
export interface SamGeometry {
  readonly family: SamFamily;
  readonly width: number;
  readonly height: number;
  readonly scaledWidth: number;
  readonly scaledHeight: number;
}

/**
 * SAM1: the longest side becomes 1024, the other int(side * scale + 0.5), at least 1. SAM2: both become 1024.
 * Sources: segment-anything, `utils/transforms.py`, ResizeLongestSide.get_preprocess_shape; sam2,
 * `utils/transforms.py`, SAM2Transforms.
 */
export function samGeometry(family: SamFamily, width: number, height: number): SamGeometry {
  if (family === "sam2") return { family, width, height, scaledWidth: SAM_SIDE, scaledHeight: SAM_SIDE };
  const scale = SAM_SIDE / Math.max(width, height);
  const side = (length: number) => Math.max(1, Math.floor(length * scale + 0.5));
  return { family, width, height, scaledWidth: side(width), scaledHeight: side(height) };
}

/** Pixels of the original image to pixels of SAM's square (ResizeLongestSide.apply_coords, SAM2's transform_coords). */
export function toSamCoordinates(x: number, y: number, geometry: SamGeometry): readonly [x: number, y: number] {
  return [x * (geometry.scaledWidth / geometry.width), y * (geometry.scaledHeight / geometry.height)];
}
