import { createBitmap } from "#core/masks";
import { type SamFamily, samGeometry } from "#native-models/sam";

/** Bilinear, half-pixel centres, borders clamped (align_corners = false), of the top left crop of a plane. */
function upsample(
  source: Float32Array,
  stride: number,
  from: readonly [width: number, height: number],
  to: readonly [width: number, height: number],
): Float32Array {
  const [width, height] = to;
  const out = new Float32Array(width * height);
  const at = (index: number, side: number, target: number) => {
    const position = Math.min(Math.max((index + 0.5) * (side / target) - 0.5, 0), side - 1);
    const low = Math.floor(position);
    return [low, Math.min(low + 1, side - 1), position - low] as const;
  };
  for (let y = 0; y < height; y++) {
    const [y0, y1, fy] = at(y, from[1], height);
    for (let x = 0; x < width; x++) {
      const [x0, x1, fx] = at(x, from[0], width);
      const cell = (row: number, col: number) => source[row * stride + col] as number;
      const top = cell(y0, x0) * (1 - fx) + cell(y0, x1) * fx;
      const bottom = cell(y1, x0) * (1 - fx) + cell(y1, x1) * fx;
      out[y * width + x] = top * (1 - fy) + bottom * fy;
    }
  }
  return out;
}

/** The definition of a mask at the original size, step by step: SAM1 256 -> 1024, crop, -> original; SAM2 at once. */
export function maskReference(family: SamFamily, logits: Float32Array, width: number, height: number, offset: number) {
  const { scaledWidth, scaledHeight } = samGeometry(family, width, height);
  const square = () => upsample(logits, 256, [256, 256], [1024, 1024]);
  const full =
    family === "sam2"
      ? upsample(logits, 256, [256, 256], [width, height])
      : upsample(square(), 1024, [scaledWidth, scaledHeight], [width, height]);
  const bitmap = createBitmap(width, height);
  let sure = 0;
  let possible = 0;
  full.forEach((logit, i) => {
    bitmap.data[i] = logit > 0 ? 1 : 0;
    if (logit > offset) sure++;
    if (logit > -offset) possible++;
  });
  return { bitmap, sure, possible };
}

/** Smooth blobs, as a decoder draws them, in places of all kinds. */
export function blobs(seed: number): Float32Array {
  return Float32Array.from({ length: 65_536 }, (_, i) => {
    const x = i % 256;
    const y = i >> 8;
    return 9 * Math.sin(x / (11 + seed)) * Math.cos(y / (17 - seed)) + 3 * Math.sin((x + y) / 5) - 2 + seed;
  });
}
