import { type Bitmap, checkSameSize } from "./bitmap.ts";

function combine(a: Bitmap, b: Bitmap, operation: (a: number, b: number) => number): Bitmap {
  checkSameSize(a, b);
  const data = new Uint8Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = operation(a.data[i] as number, b.data[i] as number);
  return { width: a.width, height: a.height, data };
}

/** Pixels that either mask sets. Throws `bad-input` if the sizes differ; so do the others here. */
export function maskUnion(a: Bitmap, b: Bitmap): Bitmap {
  return combine(a, b, (p, q) => p | q);
}

/** Pixels that both masks set. */
export function maskIntersection(a: Bitmap, b: Bitmap): Bitmap {
  return combine(a, b, (p, q) => p & q);
}

/** Pixels that `a` sets and `b` does not. */
export function maskDifference(a: Bitmap, b: Bitmap): Bitmap {
  return combine(a, b, (p, q) => p & (q ^ 1));
}

/** Pixels that exactly one of the masks sets. */
export function maskXor(a: Bitmap, b: Bitmap): Bitmap {
  return combine(a, b, (p, q) => p ^ q);
}

/** Pixels that the mask does not set. */
export function maskComplement({ width, height, data }: Bitmap): Bitmap {
  const complement = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) complement[i] = (data[i] as number) ^ 1;
  return { width, height, data: complement };
}
