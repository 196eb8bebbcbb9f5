import type { ImageEmbedding } from "./embedding-cache.ts";
import { EMBEDDING_SIDE, SAM_SIDE, type SamGeometry, toSamCoordinates } from "./geometry.ts";
import { TOKEN_WIDTH } from "./prompt-embedding.ts";

const CELL = SAM_SIDE / EMBEDDING_SIDE;

/** One axis: the two neighbouring cells, clamped to the grid, and the second's share. */
function neighbours(position: number): readonly [low: number, high: number, share: number] {
  const clamped = Math.min(Math.max(position, 0), EMBEDDING_SIDE - 1);
  const low = Math.floor(clamped);
  return [low, Math.min(low + 1, EMBEDDING_SIDE - 1), clamped - low];
}

/**
 * The image embedding at a point (pixels of the original image), float32[256] of length 1: bilinear at
 * u = x * (scaledWidth / width) / 16 - 0.5, v likewise, clamped at the borders, then divided by its Euclidean norm
 * (paper 4.2, features of seed points; torch's grid_sample with align_corners = false, padding_mode = "border" does
 * the same). A feature that is zero everywhere stays zero.
 */
export function featureAt(embedding: ImageEmbedding, x: number, y: number, geometry: SamGeometry): Float32Array {
  const [samX, samY] = toSamCoordinates(x, y, geometry);
  const [left, right, shareX] = neighbours(samX / CELL - 0.5);
  const [top, bottom, shareY] = neighbours(samY / CELL - 0.5);
  const feature = new Float32Array(TOKEN_WIDTH);
  const { values } = embedding;
  let squares = 0;
  for (let channel = 0; channel < TOKEN_WIDTH; channel++) {
    const plane = channel * EMBEDDING_SIDE * EMBEDDING_SIDE;
    const cell = (row: number, column: number) => values[plane + row * EMBEDDING_SIDE + column] as number;
    const above = cell(top, left) * (1 - shareX) + cell(top, right) * shareX;
    const below = cell(bottom, left) * (1 - shareX) + cell(bottom, right) * shareX;
    const value = above * (1 - shareY) + below * shareY;
    feature[channel] = value;
    squares += value * value;
  }
  const norm = Math.sqrt(squares);
  if (norm > 0)
    for (let channel = 0; channel < TOKEN_WIDTH; channel++) feature[channel] = (feature[channel] as number) / norm;
  return feature;
}
