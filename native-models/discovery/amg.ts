import { countsToRuns } from "#core/masks";
import type { Point, Seed } from "#core/samples";
import type { DiscoverySettings } from "#native-models/packs";
import { bestMultiMask, type MaskScan } from "#native-models/sam";
import { nonMaximumSuppression } from "./nms.ts";

/** A mask that SAM proposed at a seed. */
export interface Proposal extends MaskScan {
  readonly predictedIou: number;
  /** Index of its seed. */
  readonly seed: number;
}

/** What one seed's multi-masks came to. */
export interface SeedOutcome {
  readonly proposed: number;
  readonly afterPredictedIou: number;
  readonly survivors: readonly Proposal[];
}

type Thresholds = Pick<DiscoverySettings, "predIou" | "stability" | "stabilityOffset">;

/**
 * The automatic mask generator's filter for the multi-masks 1..3 of one positive point: predicted IoU above the
 * threshold, then stability at full resolution of at least the threshold; a mask without any logit above -offset (0/0)
 * is dropped. The cheap test comes first, so that nothing is upsampled in vain. Thresholds are compared in 32 bits, as
 * the reference does.
 * Source: segment-anything, `automatic_mask_generator.py`, SamAutomaticMaskGenerator._process_batch.
 */
export function filterSeed(
  seed: number,
  iou: ArrayLike<number>,
  scan: (mask: number) => MaskScan,
  thresholds: Thresholds,
): SeedOutcome {
  const promising = [1, 2, 3].filter((mask) => (iou[mask] as number) > Math.fround(thresholds.predIou));
  const survivors = promising
    .map((mask) => ({ ...scan(mask), predictedIou: iou[mask] as number, seed }))
    .filter(({ stability }) => stability !== null && Math.fround(stability) >= Math.fround(thresholds.stability));
  return { proposed: 3, afterPredictedIou: promising.length, survivors };
}

/** The best multi-mask of a seed by predicted IoU, whatever the thresholds say; null if it has no pixel. */
export function bestOfSeed(seed: number, iou: ArrayLike<number>, scan: (mask: number) => MaskScan): Proposal | null {
  const mask = bestMultiMask(iou);
  const best = scan(mask);
  return best.area === 0 ? null : { ...best, predictedIou: iou[mask] as number, seed };
}

/** Whether a mask covers the pixel that a point (pixels, edges included) lies in. */
export function covers(mask: Pick<MaskScan, "rle">, point: { readonly x: number; readonly y: number }): boolean {
  const [height, width] = mask.rle.size;
  const x = Math.min(width - 1, Math.floor(point.x));
  const y = Math.min(height - 1, Math.floor(point.y));
  let left = x * height + y;
  const runs = countsToRuns(mask.rle.counts);
  for (let i = 0; i < runs.length; i++) {
    left -= runs[i] as number;
    if (left < 0) return i % 2 === 1;
  }
  return false;
}

/** The proposals that cover none of the negative clicks. */
export function withoutNegatives(proposals: readonly Proposal[], points: readonly Point[]): Proposal[] {
  const negatives = points.filter((point) => point.label === 0);
  return proposals.filter((proposal) => !negatives.some((negative) => covers(proposal, negative)));
}

/** Drops masks that are equal pixel for pixel, keeping the one with the highest predicted IoU. */
export function withoutDuplicates(proposals: readonly Proposal[]): Proposal[] {
  const best = new Map<string, Proposal>();
  for (const proposal of proposals) {
    const twin = best.get(proposal.rle.counts);
    if (twin === undefined || proposal.predictedIou > twin.predictedIou) best.set(proposal.rle.counts, proposal);
  }
  return proposals.filter((proposal) => best.get(proposal.rle.counts) === proposal);
}

export interface Selection {
  readonly afterNms: number;
  readonly kept: readonly Proposal[];
}

/**
 * Box NMS among all proposals, then the budget: the best by predicted IoU, or (order `attention`) those of the most
 * attended seeds first (paper 4.2: their masks "are more likely to appear at the top").
 */
export function selectProposals(
  proposals: readonly Proposal[],
  seeds: readonly Seed[],
  settings: Pick<DiscoverySettings, "nmsIou" | "amgOrder" | "amgBudget">,
): Selection {
  const boxes = proposals.map((proposal) => proposal.bbox);
  const scores = proposals.map((proposal) => proposal.predictedIou);
  const left = nonMaximumSuppression(boxes, scores, settings.nmsIou).map((index) => proposals[index] as Proposal);
  const attention = (proposal: Proposal) => seeds[proposal.seed]?.attention ?? 0;
  const ordered = settings.amgOrder === "attention" ? [...left].sort((a, b) => attention(b) - attention(a)) : left;
  return { afterNms: left.length, kept: ordered.slice(0, settings.amgBudget) };
}
