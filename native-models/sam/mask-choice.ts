/**
 * Which of the decoder's four masks answers a prompt. For up to two prompt tokens, padding included (one click, or one
 * box), the prompt is ambiguous: the best of the multi-masks 1..3 by predicted IoU. From three tokens on mask 0.
 * Source: segment-anything, `utils/onnx.py`, select_masks, whose reweighting (tokens - 2.5) * [1000, 0, 0, 0] does the
 * same. `iou` holds the four predictions of one prompt.
 */
export function chooseMask(iou: ArrayLike<number>, tokens: number): 0 | 1 | 2 | 3 {
  if (tokens > 2) return 0;
  return bestMultiMask(iou);
}

/** The best of masks 1..3 by predicted IoU; of equal ones the first. */
export function bestMultiMask(iou: ArrayLike<number>): 1 | 2 | 3 {
  let best: 1 | 2 | 3 = 1;
  for (const index of [2, 3] as const) if ((iou[index] as number) > (iou[best] as number)) best = index;
  return best;
}
