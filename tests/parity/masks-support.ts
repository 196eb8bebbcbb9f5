import type { Bitmap } from "#core/masks";

/** A mask as scripts/mask_shapes.py packs it: [height, width] and the pixels, row-major, eight a byte. */
export interface PackedMask {
  readonly size: readonly number[];
  readonly bits: string;
}

export function unpack({ size, bits }: PackedMask): Bitmap {
  const [height, width] = size as [number, number];
  const bytes = Buffer.from(bits, "base64");
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = ((bytes[i >> 3] as number) >> (7 - (i & 7))) & 1;
  return { width, height, data };
}

/** Rows of "#" and ".", so that a difference can be seen. */
export function picture({ width, height, data }: Bitmap): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from(data.subarray(y * width, (y + 1) * width), (value) => [".", "#"][value] ?? value).join(""),
  );
}
