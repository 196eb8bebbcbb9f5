import type { Rle } from "#core/masks";
import type { EvaluatorName, Exchange, MaskStyle, Usage } from "#core/samples";

/** A mask to judge, with what SAM said of it. */
export interface MaskToScore {
  readonly id: string;
  readonly rle: Rle;
  readonly predictedIou: number | null;
}

/** What an evaluator may look at. */
export interface ScoringTask {
  readonly image: { readonly path: string; readonly hash: string; readonly width: number; readonly height: number };
  readonly question: string;
  /** For the oracle alone, which is for analysis; null where there is none. */
  readonly groundTruth: { readonly mask: Rle; readonly ignore: Rle | null } | null;
}

/** An evaluator's answer to one group: one score a mask, in the group's order, each its estimate of IoU, 0..1. */
export interface GroupAnswer {
  readonly scores: readonly number[];
  readonly reasoning: string | null;
  readonly exchange: Exchange | null;
  readonly usage: Usage | null;
  readonly cached: boolean;
}

/**
 * Image, question and a group of masks -> scores (paper 4.3). Throws AppError `malformed-answer` for an answer that is
 * not exactly one finite score in 0..1 a mask (what was exchanged travels in its `cause` as a MalformedAnswer), and
 * other codes for what another try would not mend.
 */
export interface Evaluator {
  readonly name: EvaluatorName;
  /** In full: pack id and version, or model and host. */
  readonly model: string;
  readonly usesGroundTruth: boolean;
  readonly cot: boolean | null;
  readonly maskStyle: MaskStyle | null;
  /** The most masks that a group may have. */
  readonly largestGroup: number;
  /** Groups under way at once. */
  readonly concurrency: number;
  scoreGroup(task: ScoringTask, group: readonly MaskToScore[], options?: GroupOptions): Promise<GroupAnswer>;
}

export interface GroupOptions {
  readonly signal?: AbortSignal | undefined;
  /** 1, or 2 for the try after a malformed answer: a cache must not answer that one with what was malformed. */
  readonly attempt?: number | undefined;
}
