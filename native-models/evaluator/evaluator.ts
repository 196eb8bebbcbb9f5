type MaskScore = { readonly score: number };
/**
 * The baseline: SAM's own predicted IoU stands as the score. It looks at the mask's quality only, knows nothing of the
 * question, and is no answer to it; whoever shows its ranking has to name it.
 */
export const predictedIouEvaluator = Object.freeze({
  name: "predicted-iou",
  score: async ({ masks }: { readonly masks: readonly { readonly predictedIou: number }[] }) =>
    masks.map((mask) => ({ score: mask.predictedIou })),
});

/** Order of the masks by falling score; equal scores keep the given order. Indices into `scores`, best first. */
export function rankByScore(scores: readonly MaskScore[]): number[] {
  return scores
    .map((_, index) => index)
    .sort((a, b) => (scores[b] as MaskScore).score - (scores[a] as MaskScore).score || a - b);
}
