import type { Rle } from "#core/masks";
import { forEachSpan } from "./spans.ts";

/** Part of an image in whole pixels. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Coverage {
  readonly width: number;
  readonly height: number;
  /** Row-major; the share of each cell's pixels that is mask, 0..255. */
  readonly alpha: Uint8Array;
}

/**
 * A mask at display resolution, straight from its runs: cells of `factor` x `factor` pixels of a region, without a
 * bitmap of the full size in between. A cell over the region's edge counts only the pixels inside.
 */
export function coverageOf(rle: Rle, factor: number, region: Region = wholeOf(rle)): Coverage {
  const width = Math.ceil(region.width / factor);
  const height = Math.ceil(region.height / factor);
  const counts = new Uint32Array(width * height);
  forEachSpan(rle, (x, y0, y1) => {
    const column = x - region.x;
    if (column < 0 || column >= region.width) return;
    const top = Math.max(0, y0 - region.y);
    const bottom = Math.min(region.height, y1 - region.y);
    const cellX = Math.floor(column / factor);
    for (let y = top; y < bottom; ) {
      const cellY = Math.floor(y / factor);
      const next = Math.min(bottom, (cellY + 1) * factor);
      counts[cellY * width + cellX] = (counts[cellY * width + cellX] as number) + next - y;
      y = next;
    }
  });
  return { width, height, alpha: shares(counts, width, height, factor, region) };
}

function shares(counts: Uint32Array, width: number, height: number, factor: number, region: Region): Uint8Array {
  const alpha = new Uint8Array(counts.length);
  for (let y = 0; y < height; y++) {
    const rows = Math.min(factor, region.height - y * factor);
    for (let x = 0; x < width; x++) {
      const count = counts[y * width + x] as number;
      if (count === 0) continue;
      const cells = rows * Math.min(factor, region.width - x * factor);
      alpha[y * width + x] = Math.round((255 * count) / cells);
    }
  }
  return alpha;
}

/** The smallest whole factor at which an image has at most `maxPixels` cells. */
export function displayFactor(width: number, height: number, maxPixels: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((width * height) / maxPixels)));
}

function wholeOf(rle: Rle): Region {
  return { x: 0, y: 0, width: rle.size[1], height: rle.size[0] };
}
