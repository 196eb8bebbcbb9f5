import type { DecodedMasks } from "./decoder.ts";
import type { SamFamily } from "./geometry.ts";

/** One of the decoder's four masks: 0 is the one for unambiguous prompts, 1..3 are the multi-masks. */
export type MaskIndex = 0 | 1 | 2 | 3;

/**
 * Which of SAM1's four masks answers points or a box. For up to two prompt tokens, padding included (one click, or one
 * box), the prompt is ambiguous: the best of the multi-masks 1..3 by predicted IoU. From three tokens on mask 0.
 * Source: segment-anything, `utils/onnx.py`, select_masks, whose reweighting (tokens - 2.5) * [1000, 0, 0, 0] does the
 * same. `iou` holds the four predictions of one prompt.
 */
export function chooseMask(iou: ArrayLike<number>, tokens: number): MaskIndex {
  if (tokens > 2) return 0;
  return bestMultiMask(iou);
}

/** The best of masks 1..3 by predicted IoU; of equal ones the first. */
export function bestMultiMask(iou: ArrayLike<number>): 1 | 2 | 3 {
  let best: 1 | 2 | 3 = 1;
  for (const index of [2, 3] as const) if ((iou[index] as number) > (iou[best] as number)) best = index;
  return best;
}

/** The single mask of points or a box of `tokens` tokens (padding included): `chooseMask`, for SAM2 its dynamic rule. */
export function chooseMaskFor(family: SamFamily, decoded: DecodedMasks, prompt: number, tokens: number): MaskIndex {
  return family === "sam2" ? dynamicMask(decoded, prompt) : chooseMask(decoded.iou(prompt), tokens);
}

/**
 * The single mask of a language model's prompt tokens, which say what is meant: SAM1's mask 0 (LISA `model/LISA.py`,
 * READ `model/READ.py`: multimask_output = False), for SAM2 its dynamic rule.
 */
export function singleMask(family: SamFamily, decoded: DecodedMasks, prompt: number): MaskIndex {
  return family === "sam2" ? dynamicMask(decoded, prompt) : 0;
}

/** SAM2's settings of the rule below (sam2, `build_sam.py`, apply_postprocessing); torch compares in 32 bits. */
const STABILITY_DELTA = Math.fround(0.05);
const STABILITY_THRESHOLD = 0.98;

/**
 * Mask 0 if it is stable, else the best of the multi-masks by predicted IoU. Source: sam2, `modeling/sam/mask_decoder.py`,
 * _dynamic_multimask_via_stability, which multimask_output = False leads to.
 */
function dynamicMask(decoded: DecodedMasks, prompt: number): MaskIndex {
  const stable = lowResStability(decoded.logits(prompt, 0)) >= STABILITY_THRESHOLD;
  return stable ? 0 : bestMultiMask(decoded.iou(prompt));
}

/** #(logit > 0.05) / #(logit > -0.05) of low-resolution logits; 1 for 0/0 (_get_stability_scores). */
function lowResStability(logits: Float32Array): number {
  let inner = 0;
  let outer = 0;
  for (const logit of logits) {
    if (logit > STABILITY_DELTA) inner++;
    if (logit > -STABILITY_DELTA) outer++;
  }
  return outer === 0 ? 1 : inner / outer;
}
