import { countsToRuns } from "#core/masks";
import type { Casualty, CasualtyReason, Point } from "#core/samples";
import type { DiscoverySettings } from "#native-models/packs";
import type { MaskScan } from "#native-models/sam";

/** SAM's multi-masks: what it answers an ambiguous prompt with. */
export const MULTI_MASKS = [1, 2, 3] as const;
export type MultiMask = (typeof MULTI_MASKS)[number];

/** A mask that SAM proposed at a seed. */
export interface Proposal extends MaskScan {
  readonly predictedIou: number;
  /** Index of its seed. */
  readonly seed: number;
  /** Which of the multi-masks it is. */
  readonly mask: MultiMask;
}

/** What one seed's multi-masks came to: `proposed` = survivors + casualties. */
export interface SeedOutcome {
  readonly proposed: number;
  readonly afterPredictedIou: number;
  readonly survivors: readonly Proposal[];
  readonly casualties: readonly Casualty[];
}

type Thresholds = Pick<DiscoverySettings, "predIou" | "stability" | "stabilityOffset">;

/**
 * The automatic mask generator's filter for the multi-masks 1..3 of one positive point: predicted IoU above the
 * threshold, then stability at full resolution of at least the threshold; a mask without any logit above -offset (0/0),
 * or without a pixel, is dropped. The cheap test comes first, so that nothing is upsampled in vain. `iou` holds SAM's
 * four predictions, `scan` upsamples a mask. Thresholds are compared in 32 bits, as the reference does.
 * Source: segment-anything, `automatic_mask_generator.py`, SamAutomaticMaskGenerator._process_batch.
 */
export function filterSeed(
  seed: number,
  iou: ArrayLike<number>,
  scan: (mask: MultiMask) => MaskScan,
  thresholds: Thresholds,
): SeedOutcome {
  const survivors: Proposal[] = [];
  const casualties: Casualty[] = [];
  for (const mask of MULTI_MASKS) {
    const predictedIou = iou[mask] as number;
    if (!(predictedIou > Math.fround(thresholds.predIou))) {
      casualties.push({ seed, mask, reason: "predicted-iou", predictedIou, stability: null });
      continue;
    }
    const proposal: Proposal = { ...scan(mask), predictedIou, seed, mask };
    const { stability } = proposal;
    if (stability === null || proposal.area === 0) casualties.push(casualtyOf(proposal, "empty"));
    else if (Math.fround(stability) >= Math.fround(thresholds.stability)) survivors.push(proposal);
    else casualties.push(casualtyOf(proposal, "stability"));
  }
  const tooLow = casualties.filter(({ reason }) => reason === "predicted-iou").length;
  return { proposed: MULTI_MASKS.length, afterPredictedIou: MULTI_MASKS.length - tooLow, survivors, casualties };
}

/** A proposal as the trace tells of it once it was dropped. */
export function casualtyOf(proposal: Proposal, reason: CasualtyReason, gaveWayTo?: string): Casualty {
  const { seed, mask, predictedIou, stability } = proposal;
  return { seed, mask, reason, predictedIou, stability, ...(gaveWayTo === undefined ? {} : { gaveWayTo }) };
}

/** How the trace names a mask that may be no candidate: "seed:mask". */
export function proposalName({ seed, mask }: Pick<Proposal, "seed" | "mask">): string {
  return `${seed}:${mask}`;
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

/** Proposals that stay, and those that a filter dropped. */
export interface Sieved {
  readonly kept: readonly Proposal[];
  readonly casualties: readonly Casualty[];
}

/** Drops the proposals that cover a negative click of the person's. Ours: the paper has no clicks. */
export function withoutNegatives(proposals: readonly Proposal[], points: readonly Point[]): Sieved {
  const negatives = points.filter((point) => point.label === 0);
  const covered = (proposal: Proposal) => negatives.some((negative) => covers(proposal, negative));
  return {
    kept: proposals.filter((proposal) => !covered(proposal)),
    casualties: proposals.filter(covered).map((proposal) => casualtyOf(proposal, "negative-click")),
  };
}
