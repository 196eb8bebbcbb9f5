/** Numbers from 0 (included) to `bound` (not included), whole. */
export type DrawWhole = (bound: number) => number;

/**
 * A seeded generator: xoshiro128** (Blackman and Vigna, 2018), its state filled by SplitMix32 from the seed.
 * The same seed gives the same numbers on every machine. `bound` is 1..2^32.
 * Whole numbers come by Lemire's multiplication without rejection; the bias is below bound / 2^32.
 */
export function seededDraws(seed: number): DrawWhole {
  let mixed = seed >>> 0;
  const splitMix = () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = splitMix();
  let b = splitMix();
  let c = splitMix();
  let d = splitMix();
  return (bound) => {
    const product = Math.imul(b, 5);
    const word = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return Math.floor((word / 4294967296) * bound);
  };
}
