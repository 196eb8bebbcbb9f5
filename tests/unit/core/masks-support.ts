import { type Bitmap, createBitmap } from "#core/masks";

/** A mask from rows of "#" and "." (anything but "#" is background). */
export function bitmapOf(rows: readonly string[]): Bitmap {
  const bitmap = createBitmap(rows[0]?.length ?? 0, rows.length);
  rows.forEach((row, y) => {
    [...row].forEach((cell, x) => {
      bitmap.data[y * bitmap.width + x] = cell === "#" ? 1 : 0;
    });
  });
  return bitmap;
}

export function rowsOf({ width, height, data }: Bitmap): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from(data.subarray(y * width, (y + 1) * width), (value) => (value === 1 ? "#" : ".")).join(""),
  );
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const KINDS = ["noise", "sparse", "dense", "blobs", "strokes"] as const;
export type Kind = (typeof KINDS)[number];

/** A mask of 1 to 48 pixels a side. */
export function randomMask(kind: Kind, seed: number, side = 48): Bitmap {
  const random = randomNumbers(seed);
  const bitmap = createBitmap(1 + Math.floor(random() * side), 1 + Math.floor(random() * side));
  const { width, height, data } = bitmap;
  if (kind === "noise" || kind === "sparse" || kind === "dense") {
    const share = { noise: 0.5, sparse: 0.12, dense: 0.88 }[kind];
    for (let i = 0; i < data.length; i++) data[i] = random() < share ? 1 : 0;
    return bitmap;
  }
  for (let n = 0; n < 7; n++) {
    const [cx, cy, r] = [random() * width, random() * height, (random() * Math.max(width, height)) / 3];
    const value = n % 3 === 2 ? 0 : 1;
    for (let i = 0; i < data.length; i++) {
      const d = Math.hypot((i % width) - cx, Math.floor(i / width) - cy);
      if (kind === "blobs" ? d <= r : Math.abs(d - r) < 0.6) data[i] = value;
    }
  }
  return bitmap;
}
