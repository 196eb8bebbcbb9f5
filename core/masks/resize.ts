import { type Bitmap, createBitmap } from "./bitmap.ts";

/** For each target index the source index: floor of target times the step, the step as OpenCV rounds it. */
function sourcesOf(source: number, target: number): Uint32Array {
  const step = 1 / (target / source);
  return Uint32Array.from({ length: target }, (_, i) => Math.min(Math.floor(i * step), source - 1));
}

/**
 * A mask of another size, each pixel that of the source at floor(x * sourceWidth / width): `cv2.resize` with
 * INTER_NEAREST. Throws as `createBitmap` does for a bad size.
 */
export function resizeBitmap(bitmap: Bitmap, width: number, height: number): Bitmap {
  const resized = createBitmap(width, height);
  const columns = sourcesOf(bitmap.width, width);
  let before = -1;
  sourcesOf(bitmap.height, height).forEach((sourceRow, y) => {
    const row = y * width;
    if (sourceRow === before) resized.data.copyWithin(row, row - width, row);
    else {
      const from = sourceRow * bitmap.width;
      for (let x = 0; x < width; x++) resized.data[row + x] = bitmap.data[from + (columns[x] as number)] as number;
    }
    before = sourceRow;
  });
  return resized;
}
