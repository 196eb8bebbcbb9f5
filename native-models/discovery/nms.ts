import type { BBox } from "#core/masks";

/** A box's corners as segment-anything measures masks: the smallest and the largest index set, both inclusive. */
function corners([x, y, width, height]: BBox): readonly [number, number, number, number] {
  return [x, y, x + width - 1, y + height - 1];
}

/**
 * IoU of two COCO boxes by their inclusive corners, areas without "+ 1", as torchvision's nms sees them. NaN for two
 * boxes without area, which suppresses nothing.
 */
export function boxIou(a: BBox, b: BBox): number {
  const [ax0, ay0, ax1, ay1] = corners(a);
  const [bx0, by0, bx1, by1] = corners(b);
  const width = Math.max(0, Math.min(ax1, bx1) - Math.max(ax0, bx0));
  const height = Math.max(0, Math.min(ay1, by1) - Math.max(ay0, by0));
  const intersection = width * height;
  return intersection / ((ax1 - ax0) * (ay1 - ay0) + (bx1 - bx0) * (by1 - by0) - intersection);
}

export interface Suppression {
  /** Indices that stay, best first. */
  readonly kept: readonly number[];
  /** The others, in the same order, each with the first box that stayed and overlaps it by too much. */
  readonly suppressed: readonly { readonly index: number; readonly by: number }[];
}

/**
 * Greedy non-maximum suppression (paper 4.2): by falling score (equal ones in the given order) a box stays unless its
 * IoU with one that stayed is above `threshold`.
 * Source: torchvision.ops.nms through batched_nms, as segment-anything's automatic mask generator calls it.
 */
export function nonMaximumSuppression(
  boxes: readonly BBox[],
  scores: readonly number[],
  threshold: number,
): Suppression {
  const order = boxes.map((_, index) => index).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  const kept: number[] = [];
  const suppressed: { index: number; by: number }[] = [];
  for (const index of order) {
    const box = boxes[index] as BBox;
    const by = kept.find((other) => boxIou(boxes[other] as BBox, box) > threshold);
    if (by === undefined) kept.push(index);
    else suppressed.push({ index, by });
  }
  return { kept, suppressed };
}
