import { createHash } from "node:crypto";
import { AppError } from "#core/errors";
import { iouOf, tallyRle } from "#core/metrics";
import type { Evaluator, GroupAnswer, MaskToScore, ScoringTask } from "./contract.ts";

/** Baselines look at one mask at a time, so a group may have any size. */
const ANY_GROUP = Number.MAX_SAFE_INTEGER;

function baseline(
  facts: Pick<Evaluator, "name" | "model" | "usesGroundTruth">,
  scoreOf: (mask: MaskToScore, task: ScoringTask) => number,
): Evaluator {
  return Object.freeze({
    ...facts,
    cot: null,
    maskStyle: null,
    largestGroup: ANY_GROUP,
    concurrency: 1,
    scoreGroup: async (task: ScoringTask, group: readonly MaskToScore[]): Promise<GroupAnswer> => ({
      scores: group.map((mask) => scoreOf(mask, task)),
      reasoning: null,
      exchange: null,
      usage: null,
      cached: false,
    }),
  });
}

/**
 * SAM's own predicted IoU stands as the score. It looks at the mask's quality only, knows nothing of the question, and is
 * no answer to it; whoever shows its ranking has to name it. SAM's head is not bounded, so its number is cut off at 0 and
 * 1: the only evaluator that changes a number, and only so. A group with a mask that SAM did not make fails.
 */
export function createPredictedIouEvaluator(): Evaluator {
  return baseline({ name: "predicted-iou", model: "SAM's predicted IoU", usesGroundTruth: false }, (mask) => {
    if (mask.predictedIou !== null) return Math.min(1, Math.max(0, mask.predictedIou));
    throw new AppError({
      code: "unsupported",
      message: `The mask ${mask.id} was not made by SAM, so there is no predicted IoU for it.`,
      where: mask.id,
      cure: "Take another evaluator for masks from elsewhere.",
    });
  });
}

/** A number in 0..1 that depends on the seed, the question, the image and the mask's id, and on nothing that is seen. */
export function createRandomEvaluator(seed: number): Evaluator {
  return baseline({ name: "random", model: `random, seed ${seed}`, usesGroundTruth: false }, ({ id }, task) => {
    const digest = createHash("sha256")
      .update(JSON.stringify([seed, task.question, task.image.hash, id]))
      .digest();
    return digest.readUInt32LE(0) / 2 ** 32;
  });
}

/**
 * The true IoU, by the lisa convention (what the ground truth ignores counts nowhere). For analysis only: it looks at the
 * answer. Throws `bad-input` without ground truth, or for one of another size.
 */
export function createOracleEvaluator(): Evaluator {
  return baseline({ name: "oracle", model: "oracle (uses ground truth)", usesGroundTruth: true }, ({ rle }, task) => {
    if (task.groundTruth !== null) {
      return iouOf(tallyRle(rle, task.groundTruth.mask, task.groundTruth.ignore, "lisa"));
    }
    throw new AppError({
      code: "bad-input",
      message: "The oracle needs ground truth, and there is none for this question.",
      where: task.image.path,
      cure: "Take another evaluator; the oracle is for analysis on samples with a mask of their own.",
    });
  });
}
