import type { Casualty, Funnel, Point, Seed } from "#core/samples";
import {
  type DistinctMasks,
  filterSeed,
  type MultiMask,
  type Proposal,
  proposalName,
  selectProposals,
  withoutNegatives,
} from "#native-models/discovery";
import type { DiscoverySettings } from "#native-models/packs";
import { bestMultiMask, type MaskScan, scanMask } from "#native-models/sam";
import { checkpoint, report } from "./calls.ts";
import type { EngineCallOptions } from "./contract.ts";
import { type PromptContext, tokensOfSeeds } from "./discover-prompts.ts";

/**
 * Prompts a decoder run. On the CPU one at a time is fastest, its activations fit the processor's cache (batches of
 * four took 1.2 times as long a prompt), and cancels soonest; a GPU wants several.
 */
export function batchSize(provider: string): number {
  return provider === "cpu" ? 1 : 8;
}

/** What SAM proposed at the seeds; `proposed` = survivors + casualties. */
export interface AmgProposals {
  readonly proposed: number;
  readonly afterPredictedIou: number;
  readonly survivors: readonly Proposal[];
  readonly casualties: readonly Casualty[];
  /** The best mask of each seed by predicted IoU, whatever the thresholds say; empty unless asked for. */
  readonly best: readonly Proposal[];
}

export const NO_PROPOSALS: AmgProposals = Object.freeze({
  proposed: 0,
  afterPredictedIou: 0,
  survivors: [],
  casualties: [],
  best: [],
});

/**
 * Asks SAM at each seed and filters its multi-masks (paper 4.2). `batch` prompts go into a decoder run, see batchSize;
 * between two runs it checks for cancellation.
 */
export async function proposeAtSeeds(
  context: PromptContext,
  seeds: readonly Seed[],
  settings: DiscoverySettings,
  batch: number,
  wantsBest: boolean,
  call: EngineCallOptions,
): Promise<AmgProposals> {
  const { image, sam } = context;
  const survivors: Proposal[] = [];
  const casualties: Casualty[] = [];
  const best: Proposal[] = [];
  let afterPredictedIou = 0;
  let proposed = 0;

  report(call, "discover", 0, seeds.length);
  for (let start = 0; start < seeds.length; start += batch) {
    await checkpoint(call);
    const part = seeds.slice(start, start + batch);
    const decoded = await sam.decode(image.embedding, tokensOfSeeds(context, part), part.length);
    for (let prompt = 0; prompt < part.length; prompt++) {
      const seed = start + prompt;
      const iou = decoded.iou(prompt);
      const scan = once((mask) => scanMask(decoded.logits(prompt, mask), image.sampler, context.stabilityOffset));
      const outcome = filterSeed(seed, iou, scan, settings);
      proposed += outcome.proposed;
      afterPredictedIou += outcome.afterPredictedIou;
      survivors.push(...outcome.survivors);
      casualties.push(...outcome.casualties);
      if (wantsBest) best.push(...bestOfSeed(seed, iou, scan));
    }
    report(call, "discover", Math.min(start + batch, seeds.length), seeds.length);
  }
  return { proposed, afterPredictedIou, survivors, casualties, best };
}

type Scan = (mask: MultiMask) => MaskScan;

function once(scan: Scan): Scan {
  const known = new Map<MultiMask, MaskScan>();
  return (mask) => {
    const found = known.get(mask) ?? scan(mask);
    known.set(mask, found);
    return found;
  };
}

function bestOfSeed(seed: number, iou: ArrayLike<number>, scan: Scan): Proposal[] {
  const mask = bestMultiMask(iou);
  const found = scan(mask);
  return found.area === 0 ? [] : [{ ...found, predictedIou: iou[mask] as number, seed, mask }];
}

/** The AMG candidates; `funnel.proposed` = kept + casualties. */
export interface AmgSelection {
  readonly kept: readonly Proposal[];
  readonly casualties: readonly Casualty[];
  readonly funnel: Funnel;
  readonly droppedByNegatives: number;
  /** True if no proposal passed the filters and the best mask of each seed was taken instead. */
  readonly fellBack: boolean;
}

/** Negative clicks, NMS, duplicates and budget; where nothing passed the filters, the same for the best masks. */
export function selectAmg(
  proposals: AmgProposals,
  seeds: readonly Seed[],
  negatives: readonly Point[],
  settings: DiscoverySettings,
  { taken }: Pick<DistinctMasks, "taken">,
): AmgSelection {
  const allowed = withoutNegatives(proposals.survivors, negatives);
  const selection = selectProposals(allowed.kept, seeds, settings, taken);
  const fallback =
    allowed.kept.length > 0
      ? []
      : selectProposals(withoutNegatives(proposals.best, negatives).kept, seeds, settings, taken).kept;
  const kept = fallback.length > 0 ? fallback : selection.kept;
  const rescued = new Set(fallback.map(proposalName));
  const casualties = [...proposals.casualties, ...allowed.casualties, ...selection.casualties]
    .filter((casualty) => !rescued.has(proposalName(casualty as Pick<Proposal, "seed" | "mask">)))
    .sort((a, b) => a.seed - b.seed || a.mask - b.mask);
  return {
    kept,
    casualties,
    droppedByNegatives: allowed.casualties.length,
    fellBack: fallback.length > 0,
    funnel: {
      seeds: seeds.length,
      proposed: proposals.proposed,
      afterPredictedIou: proposals.afterPredictedIou,
      afterStability: proposals.survivors.length,
      afterNms: selection.afterNms,
      kept: kept.length,
    },
  };
}
