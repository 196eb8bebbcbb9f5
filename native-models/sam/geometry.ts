/** Side of the square that SAM's image encoder looks at, in pixels. */
export const SAM_SIDE = 1024;
/** Side of the decoder's masks. */
export const LOW_RES_SIDE = 256;

/** How an image lies in SAM's square: scaled by one factor, at the top left, the rest is padding. */
export interface SamGeometry {
  readonly width: number;
  readonly height: number;
  readonly scaledWidth: number;
  readonly scaledHeight: number;
}

/**
 * SAM1 geometry: the longest side becomes 1024, the other int(side * scale + 0.5), at least 1.
 * Source: segment-anything, `utils/transforms.py`, ResizeLongestSide.get_preprocess_shape.
 */
export function samGeometry(width: number, height: number): SamGeometry {
  const scale = SAM_SIDE / Math.max(width, height);
  const side = (length: number) => Math.max(1, Math.floor(length * scale + 0.5));
  return { width, height, scaledWidth: side(width), scaledHeight: side(height) };
}

/** Pixels of the original image to pixels of SAM's square (ResizeLongestSide.apply_coords). */
export function toSamCoordinates(x: number, y: number, geometry: SamGeometry): readonly [x: number, y: number] {
  return [x * (geometry.scaledWidth / geometry.width), y * (geometry.scaledHeight / geometry.height)];
}
