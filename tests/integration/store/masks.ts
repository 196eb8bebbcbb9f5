import { encodeRle, type Rle } from "#core/masks";

export const WIDTH = 16;
export const HEIGHT = 12;

/** A mask of the first `columns` pixels of one row of a 16 x 12 image. */
export function rowMask(row: number, columns = WIDTH): Rle {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (let x = 0; x < columns; x++) data[row * WIDTH + x] = 1;
  return encodeRle({ width: WIDTH, height: HEIGHT, data });
}
