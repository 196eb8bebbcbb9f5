import type { Size, Viewport } from "#renderer/canvas";
import type { Region } from "#renderer/raster";

/** The smallest part that is worth showing, in pixels. */
const LEAST = 8;

/**
 * The part of the picture that the canvas shows, widened to a thumbnail's shape (width through height) around its
 * middle; in whole pixels. It may reach beyond the picture.
 */
export function seenRegion(view: Viewport, stage: Size, image: Size, aspect: number): Region {
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
  const left = clamp(-view.x / view.scale, image.width);
  const top = clamp(-view.y / view.scale, image.height);
  const right = clamp((stage.width - view.x) / view.scale, image.width);
  const bottom = clamp((stage.height - view.y) / view.scale, image.height);
  const width = Math.max(LEAST, right - left, (bottom - top) * aspect);
  const height = width / aspect;
  return {
    x: Math.round((left + right - width) / 2),
    y: Math.round((top + bottom - height) / 2),
    width: Math.round(width),
    height: Math.round(height),
  };
}
