import type { RgbImage } from "#native-models/runtime";

/** Weights are integers with this many fraction bits: 32 - 8 bits of pixel - 2 of head room. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

interface AxisWeights<Weights> {
  /** First source index of each output index. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `taps` weights an output index, the unused ones 0. */
  readonly weights: Weights;
  readonly taps: number;
}

/** Triangle filter weights of one axis, widened when shrinking (Pillow, `src/libImaging/Resample.c`, precompute_coeffs). */
function triangleWeights(source: number, target: number): AxisWeights<Float64Array> {
  const scale = source / target;
  const support = Math.max(scale, 1);
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(target);
  const count = new Int32Array(target);
  const weights = new Float64Array(target * taps);
  for (let out = 0; out < target; out++) {
    const center = (out + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(center - support + 0.5));
    const length = Math.min(source, Math.trunc(center + support + 0.5)) - begin;
    let sum = 0;
    for (let k = 0; k < length; k++) {
      const distance = Math.abs((k + begin - center + 0.5) * (1 / support));
      const weight = distance < 1 ? 1 - distance : 0;
      weights[out * taps + k] = weight;
      sum += weight;
    }
    if (sum !== 0) for (let k = out * taps; k < out * taps + length; k++) weights[k] = (weights[k] as number) / sum;
    first[out] = begin;
    count[out] = length;
  }
  return { first, count, weights, taps };
}

/** The weights as integers, as Pillow takes them for 8-bit images (normalize_coeffs_8bpc). */
function integerWeights(source: number, target: number): AxisWeights<Int32Array> {
  const exact = triangleWeights(source, target);
  const weights = Int32Array.from(exact.weights, (weight) => Math.trunc(weight * (1 << PRECISION_BITS) + 0.5));
  return { ...exact, weights };
}

function clip8(value: number): number {
  const shifted = value >> PRECISION_BITS;
  return shifted < 0 ? 0 : shifted > 255 ? 255 : shifted;
}

function resizeRows(source: RgbImage, targetWidth: number): RgbImage {
  const { first, count, weights, taps } = integerWeights(source.width, targetWidth);
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
  const { first, count, weights, taps } = integerWeights(source.height, targetHeight);
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
 * first, rounded to 8 bits, then columns (Pillow 13 may swap the two, which changes single
 * values by one). SAM1's reference preprocessing is this function (segment-anything, `utils/transforms.py`,
 * ResizeLongestSide.apply_image).
 */
export function resizeLikePillow(source: RgbImage, width: number, height: number): RgbImage {
  const narrowed = width === source.width ? source : resizeRows(source, width);
  return height === source.height ? narrowed : resizeColumns(narrowed, height);
}

/**
 * One channel (0..2) of an image by the same filter without rounding to 8 bits: float32[height, width], 0..255. Rows
 * first, then columns, as torch's interpolate(mode = "bilinear", antialias = True) does, on which SAM2's preprocessing
 * stands (sam2, `utils/transforms.py`, torchvision's Resize of a float tensor).
 */
export function resizeChannel(source: RgbImage, channel: number, width: number, height: number): Float32Array {
  const across = triangleWeights(source.width, width);
  const narrowed = new Float32Array(width * source.height);
  for (let y = 0, to = 0; y < source.height; y++) {
    const row = y * source.width * 3 + channel;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let from = row + (across.first[x] as number) * 3;
      const end = x * across.taps + (across.count[x] as number);
      for (let k = x * across.taps; k < end; k++, from += 3) {
        sum += (source.data[from] as number) * (across.weights[k] as number);
      }
      narrowed[to++] = sum;
    }
  }
  const down = triangleWeights(source.height, height);
  const resized = new Float32Array(width * height);
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    let from = (down.first[y] as number) * width;
    for (let k = 0; k < (down.count[y] as number); k++) {
      const weight = down.weights[y * down.taps + k] as number;
      for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + (narrowed[from++] as number) * weight;
    }
    resized.set(sums, y * width);
  }
  return resized;
}
