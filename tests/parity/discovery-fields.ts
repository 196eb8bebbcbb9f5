/** Embeddings and logits that scripts/make_discovery_vectors.py makes too, to the last bit, so that none is stored. */

/** float32[count] in [-0.5, 0.5): a hash of each index, 24 bits of it. */
export function noise(count: number, seed: number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let x = (i + seed) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    x ^= x >>> 16;
    values[i] = (x >>> 8) / 2 ** 24 - 0.5;
  }
  return values;
}

interface Hill {
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly slope: number;
  readonly roughness: number;
  readonly seed: number;
}

/** float32[256,256]: logits that fall with the square of the distance from a place, with noise. */
export function hill({ row, column, height, slope, roughness, seed }: Hill): Float32Array {
  const grain = noise(256 * 256, seed);
  return grain.map((value, i) => {
    const down = Math.floor(i / 256) - row;
    const across = (i % 256) - column;
    return height - (down * down + across * across) / slope + roughness * value;
  });
}
