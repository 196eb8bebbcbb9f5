import type { Attention, Region } from "#core/samples";

/** Width and height in pixels of the original image. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The part of the image that each image token looks at (paper 4.2, "their corresponding regions"): its cell of the
 * attention grid inside `attention.frame` (the whole image where left out), clipped to the image. Pixels, x1 and y1
 * exclusive, not rounded. One entry a token, row-major; null for a cell that lies wholly outside the image, as in the
 * padding of a square: such tokens count nowhere.
 */
export function tokenRegions(attention: Attention, image: ImageSize): (Region | null)[] {
  const { rows, cols } = attention;
  const { x, y, width, height } = frameOf(attention, image);
  // Neighbours share an edge to the last bit, so that no pixel falls between two cells or into both.
  const xs = Array.from({ length: cols + 1 }, (_, col) => clip(x + (col * width) / cols, image.width));
  const ys = Array.from({ length: rows + 1 }, (_, row) => clip(y + (row * height) / rows, image.height));
  return Array.from({ length: rows * cols }, (_, token) => {
    const row = Math.floor(token / cols);
    const col = token % cols;
    const region = {
      x0: xs[col] as number,
      y0: ys[row] as number,
      x1: xs[col + 1] as number,
      y1: ys[row + 1] as number,
    };
    return region.x0 < region.x1 && region.y0 < region.y1 ? region : null;
  });
}

/** The token whose cell a point (pixels) lies in; for a point beside the frame, the nearest cell. */
export function tokenOfPoint(
  attention: Attention,
  image: ImageSize,
  point: { readonly x: number; readonly y: number },
): number {
  const { x, y, width, height } = frameOf(attention, image);
  const col = cellOf((point.x - x) / width, attention.cols);
  const row = cellOf((point.y - y) / height, attention.rows);
  return row * attention.cols + col;
}

/** The middle of a region, in pixels. */
export function middleOf({ x0, y0, x1, y1 }: Region): { x: number; y: number } {
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
}

/** Pixels [x0, x1) x [y0, y1), whole numbers. */
export interface PixelRange {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The pixels whose centres lie in a region; none where it is smaller than a pixel and lies between two centres. */
export function pixelsOf({ x0, y0, x1, y1 }: Region): PixelRange {
  const from = (edge: number) => Math.max(0, Math.ceil(edge - 0.5));
  return { x0: from(x0), y0: from(y0), x1: from(x1), y1: from(y1) };
}

function frameOf(attention: Attention, image: ImageSize) {
  return attention.frame ?? { x: 0, y: 0, width: image.width, height: image.height };
}

function clip(edge: number, side: number): number {
  return Math.min(Math.max(edge, 0), side);
}

function cellOf(share: number, cells: number): number {
  return Math.min(cells - 1, Math.max(0, Math.floor(share * cells)));
}
