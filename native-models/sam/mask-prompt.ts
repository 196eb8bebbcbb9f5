import type { Bitmap } from "#core/masks";
import { LOW_RES_SIDE, SAM_SIDE, type SamGeometry } from "./geometry.ts";

/**
 * How certain a mask's pixels are taken to be: logit(1 - 1e-6) = 13.8. SAM takes the logits of an earlier answer as a mask
 * prompt and was never shown a bitmap; its users make one into logits by the inverse sigmoid with a small epsilon
 * (segment-anything, issue 242: 1e-6; micro-sam, `prompt_based_segmentation.py`: 1e-3, which here did a little less).
 */
const EPSILON = 1e-6;

/**
 * Logits as SAM's decoder might have answered them for a mask: float32[256,256] in SAM's frame. Each low-resolution cell is
 * the inverse sigmoid of the share of it that the mask covers, kept within EPSILON of 0 and 1; padding is background.
 */
export function maskPromptOf(mask: Bitmap, geometry: SamGeometry): Float32Array {
  const columns = cells(mask.width, geometry.scaledWidth);
  const rows = cells(mask.height, geometry.scaledHeight);
  const sums = summedArea(mask);
  const logits = new Float32Array(LOW_RES_SIDE * LOW_RES_SIDE).fill(logit(0));
  for (const [row, { from: top, to: bottom }] of rows.entries()) {
    for (const [column, { from: left, to: right }] of columns.entries()) {
      const set = areaOf(sums, mask.width + 1, left, top, right, bottom);
      logits[row * LOW_RES_SIDE + column] = logit(set / ((right - left) * (bottom - top)));
    }
  }
  return logits;
}

function logit(share: number): number {
  const p = Math.min(1 - EPSILON, Math.max(EPSILON, share));
  return Math.log(p / (1 - p));
}

interface Cell {
  readonly from: number;
  readonly to: number;
}

/** Which of a side's pixels each low-resolution cell covers, in whole pixels, at least one. */
function cells(side: number, scaled: number): Cell[] {
  const perCell = (side / scaled) * (SAM_SIDE / LOW_RES_SIDE);
  const count = Math.min(LOW_RES_SIDE, Math.ceil(side / perCell));
  return Array.from({ length: count }, (_, i) => {
    const from = Math.min(side - 1, Math.round(i * perCell));
    return { from, to: Math.max(from + 1, Math.min(side, Math.round((i + 1) * perCell))) };
  });
}

/** Number of set pixels above and to the left of each corner of a pixel: (width + 1) x (height + 1). */
function summedArea({ width, height, data }: Bitmap): Uint32Array {
  const stride = width + 1;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x] === 0 ? 0 : 1;
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] as number) + row;
    }
  }
  return sums;
}

function areaOf(sums: Uint32Array, stride: number, left: number, top: number, right: number, bottom: number): number {
  const at = (x: number, y: number) => sums[y * stride + x] as number;
  return at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top);
}
