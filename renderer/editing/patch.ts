import { type Bitmap, bitmapToRuns, type Rle, runsToCounts } from "#core/masks";
import type { Place, Size } from "./geometry.ts";

/** A small bitmap as the mask of a whole picture on which it lies at `place`; it must not reach beyond the picture. */
export function patchRle(patch: Bitmap, place: Place, { width, height }: Size): Rle {
  const runs: number[] = [];
  let end = 0;
  const add = (start: number, length: number): void => {
    // The foot of one column and the head of the next are neighbours in a patch as high as the picture.
    if (start === end && runs.length > 0) runs[runs.length - 1] = (runs[runs.length - 1] as number) + length;
    else runs.push(start - end, length);
    end = start + length;
  };
  let position = 0;
  bitmapToRuns(patch).forEach((length, i) => {
    const stop = position + length;
    while (i % 2 === 1 && position < stop) {
      const column = Math.floor(position / patch.height);
      const row = position - column * patch.height;
      const here = Math.min(stop - position, patch.height - row);
      add((place.x + column) * height + place.y + row, here);
      position += here;
    }
    position = stop;
  });
  if (end < width * height) runs.push(width * height - end);
  return { size: [height, width], counts: runsToCounts(Uint32Array.from(runs)) };
}
