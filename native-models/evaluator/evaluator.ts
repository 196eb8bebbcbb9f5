import type { Rle } from "#core/masks";

/** A mask to judge, with what SAM said of it. */
export interface MaskToScore {
  readonly rle: Rle;
  readonly predictedIou: number;
}

export interface MaskScore {
  /** The evaluator's estimate of the mask's IoU with what the question asks for. */
  readonly score: number;
  readonly reasoning?: string;
}

/** Image, question, masks -> scores, one a mask and in their order (paper 4.3). */
export interface Evaluator {
  readonly name: string;
  score(task: {
    readonly imagePath: string;
    readonly question: string;
    readonly masks: readonly MaskToScore[];
  }): Promise<readonly MaskScore[]>;
}

/**
 * The baseline: SAM's own predicted IoU stands as the score. It looks at the mask's quality only, knows nothing of the
 * question, and is no answer to it; whoever shows its ranking has to name it.
 */
export const predictedIouEvaluator: Evaluator = Object.freeze({
  name: "predicted-iou",
  score: async ({ masks }: { readonly masks: readonly MaskToScore[] }) =>
    masks.map((mask) => ({ score: mask.predictedIou })),
});

/** Order of the masks by falling score; equal scores keep the given order. Indices into `scores`, best first. */
export function rankByScore(scores: readonly MaskScore[]): number[] {
  return scores
    .map((_, index) => index)
    .sort((a, b) => (scores[b] as MaskScore).score - (scores[a] as MaskScore).score || a - b);
}
