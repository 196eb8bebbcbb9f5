import { type Bitmap, decodeRle, type Rle } from "#core/masks";
import type { Frame } from "#native-models/mllm";

/**
 * Masks as a graph sees them: float32[1, masks + empty, height, width], each value the share (0..1) of its cell that the
 * mask covers. The cells divide `frame`, a part of the image plane in pixels; what lies beyond the image is not covered.
 * `empty` masks of zeros follow for a graph that takes a fixed number.
 */
export function maskPlanes(
  masks: readonly Rle[],
  frame: Frame,
  [height, width]: readonly [height: number, width: number],
  empty: number,
): Float32Array {
  const plane = height * width;
  const planes = new Float32Array((masks.length + empty) * plane);
  masks.forEach((rle, index) => {
    averageInto(planes.subarray(index * plane, (index + 1) * plane), decodeRle(rle), frame, height, width);
  });
  return planes;
}

/** One axis: which cells (at most two borders apart) a pixel lies in, and how much of each cell it is. */
interface AxisShares {
  /** First pixel of the image inside the frame, and the first behind it. */
  readonly begin: number;
  readonly end: number;
  /** For a pixel: its first cell, and the shares of that cell and the following ones. */
  cellsOf(pixel: number): readonly (readonly [cell: number, share: number])[];
}

function axisShares(length: number, start: number, extent: number, cells: number): AxisShares {
  const size = extent / cells;
  const begin = Math.max(0, Math.floor(start));
  const end = Math.min(length, Math.ceil(start + extent));
  const table = Array.from({ length: Math.max(0, end - begin) }, (_, index) => {
    const from = Math.max(0, (begin + index - start) / size);
    const to = Math.min(cells, (begin + index + 1 - start) / size);
    const shares: [number, number][] = [];
    for (let cell = Math.floor(from); cell < to; cell++) {
      shares.push([cell, Math.min(to, cell + 1) - Math.max(from, cell)]);
    }
    return shares;
  });
  return { begin, end, cellsOf: (pixel) => table[pixel - begin] ?? [] };
}

/** Separable area average: each row to cells first, then the rows to their cells. */
function averageInto(plane: Float32Array, mask: Bitmap, frame: Frame, height: number, width: number): void {
  const xs = axisShares(mask.width, frame.x, frame.width, width);
  const ys = axisShares(mask.height, frame.y, frame.height, height);
  const row = new Float64Array(width);
  const sums = new Float64Array(plane.length);
  for (let y = ys.begin; y < ys.end; y++) {
    row.fill(0);
    let any = false;
    for (let x = xs.begin; x < xs.end; x++) {
      if (mask.data[y * mask.width + x] === 0) continue;
      any = true;
      for (const [cell, share] of xs.cellsOf(x)) row[cell] = (row[cell] as number) + share;
    }
    if (!any) continue;
    for (const [cell, share] of ys.cellsOf(y)) {
      for (let col = 0; col < width; col++) {
        sums[cell * width + col] = (sums[cell * width + col] as number) + share * (row[col] as number);
      }
    }
  }
  plane.set(sums);
}
