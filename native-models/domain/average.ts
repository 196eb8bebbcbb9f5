import type { RgbImage } from "#native-models/runtime";
import type { Thumbnail } from "./contract.ts";

interface Share {
  readonly from: number;
  readonly weights: readonly number[];
}

/** For each target cell the source cells below it and how much of each, summing to 1. */
function shares(source: number, target: number): readonly Share[] {
  const step = source / target;
  return Array.from({ length: target }, (_, i) => {
    const start = i * step;
    const end = Math.min(source, start + step);
    const from = Math.min(source - 1, Math.floor(start));
    const to = Math.max(from + 1, Math.ceil(end - 1e-9));
    const covered = Array.from(
      { length: to - from },
      (_, k) => Math.min(end, from + k + 1) - Math.max(start, from + k),
    );
    return { from, weights: covered.map((part) => part / (end - start)) };
  });
}

/**
 * A picture averaged by area to `width` x `height`, its proportions given up: so the same scene gives nearly the same
 * thumbnail at any size. `image` is 8-bit RGB; a picture smaller than the target is repeated, not interpolated.
 */
export function averageTo(image: RgbImage, width: number, height: number): Thumbnail {
  const across = shares(image.width, width);
  const down = shares(image.height, height);
  const data = new Float64Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const { from: top, weights: rows } = down[y] as Share;
    for (let x = 0; x < width; x++) {
      const { from: left, weights: columns } = across[x] as Share;
      const sum = [0, 0, 0] as [number, number, number];
      for (let j = 0; j < rows.length; j++) {
        for (let i = 0; i < columns.length; i++) {
          const weight = (rows[j] as number) * (columns[i] as number);
          const at = ((top + j) * image.width + left + i) * 3;
          for (let c = 0; c < 3; c++) sum[c as 0] += weight * (image.data[at + c] as number);
        }
      }
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = (sum[c as 0] as number) / 255;
    }
  }
  return { width, height, data };
}
