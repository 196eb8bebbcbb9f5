import type { RgbImage } from "#native-models/runtime";

/** Weights are integers with this many fraction bits: 32 - 8 bits of pixel - 2 of head room. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

interface AxisWeights {
  /** First source index of each output index. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `taps` weights an output index, the unused ones 0. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/** Triangle filter weights of one axis, widened when shrinking (Pillow, `src/libImaging/Resample.c`, precompute_coeffs). */
function triangleWeights(source: number, target: number): AxisWeights {
  const scale = source / target;
  const support = Math.max(scale, 1);
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(target);
  const count = new Int32Array(target);
  const weights = new Int32Array(target * taps);
  const exact = new Float64Array(taps);
  for (let out = 0; out < target; out++) {
    const center = (out + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(center - support + 0.5));
    const length = Math.min(source, Math.trunc(center + support + 0.5)) - begin;
    let sum = 0;
    for (let k = 0; k < length; k++) {
      const distance = Math.abs((k + begin - center + 0.5) * (1 / support));
      const weight = distance < 1 ? 1 - distance : 0;
      exact[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < length; k++) {
      const weight = sum === 0 ? (exact[k] as number) : (exact[k] as number) / sum;
      weights[out * taps + k] = Math.trunc(weight * (1 << PRECISION_BITS) + 0.5);
    }
    first[out] = begin;
    count[out] = length;
  }
  return { first, count, weights, taps };
}

function clip8(value: number): number {
  const shifted = value >> PRECISION_BITS;
  return shifted < 0 ? 0 : shifted > 255 ? 255 : shifted;
}

function resizeRows(source: RgbImage, targetWidth: number): RgbImage {
  const { first, count, weights, taps } = triangleWeights(source.width, targetWidth);
  const data = new Uint8Array(targetWidth * source.height * 3);
  const pixels = source.data;
  let to = 0;
  for (let y = 0; y < source.height; y++) {
    const row = y * source.width * 3;
    for (let x = 0; x < targetWidth; x++) {
      let r = HALF;
      let g = HALF;
      let b = HALF;
      let from = row + (first[x] as number) * 3;
      const end = x * taps + (count[x] as number);
      for (let k = x * taps; k < end; k++, from += 3) {
        const weight = weights[k] as number;
        r = (r + Math.imul(pixels[from] as number, weight)) | 0;
        g = (g + Math.imul(pixels[from + 1] as number, weight)) | 0;
        b = (b + Math.imul(pixels[from + 2] as number, weight)) | 0;
      }
      data[to++] = clip8(r);
      data[to++] = clip8(g);
      data[to++] = clip8(b);
    }
  }
  return { width: targetWidth, height: source.height, data };
}

function resizeColumns(source: RgbImage, targetHeight: number): RgbImage {
  const { first, count, weights, taps } = triangleWeights(source.height, targetHeight);
  const stride = source.width * 3;
  const data = new Uint8Array(stride * targetHeight);
  const sums = new Int32Array(stride);
  const pixels = source.data;
  for (let y = 0; y < targetHeight; y++) {
    sums.fill(HALF);
    let from = (first[y] as number) * stride;
    for (let k = 0; k < (count[y] as number); k++) {
      const weight = weights[y * taps + k] as number;
      for (let i = 0; i < stride; i++, from++)
        sums[i] = (sums[i] as number) + Math.imul(pixels[from] as number, weight);
    }
    for (let i = 0, to = y * stride; i < stride; i++, to++) data[to] = clip8(sums[i] as number);
  }
  return { width: source.width, height: targetHeight, data };
}

/**
 * Bilinear resize with antialiasing, bit for bit what `PIL.Image.resize(size, BILINEAR)` gives for 8-bit RGB: rows
 * first, rounded to 8 bits, then columns (Pillow 13 may swap the two, which changes single values by one). SAM's reference preprocessing is this function (segment-anything,
 * `utils/transforms.py`, ResizeLongestSide.apply_image).
 */
export function resizeLikePillow(source: RgbImage, width: number, height: number): RgbImage {
  const narrowed = width === source.width ? source : resizeRows(source, width);
  return height === source.height ? narrowed : resizeColumns(narrowed, height);
}
