import type { Funnel, Point, Seed } from "#core/samples";
import {
  bestOfSeed,
  filterSeed,
  type Proposal,
  selectProposals,
  withoutDuplicates,
  withoutNegatives,
} from "#native-models/discovery";
import type { DiscoverySettings } from "#native-models/packs";
import type { DecodedMasks, Sam } from "#native-models/sam";
import { embedPoints, promptPoints, scanMask, TOKEN_WIDTH } from "#native-models/sam";
import { checkpoint, report } from "./calls.ts";
import type { EngineCallOptions } from "./contract.ts";
import type { PreparedImage } from "./embeddings.ts";

/**
 * Prompts a decoder run. On the CPU one at a time is fastest, its activations fit the processor's cache (batches of
 * four took 1.2 times as long a prompt), and cancels soonest; a GPU wants several.
 */
export function batchSize(provider: string): number {
  return provider === "cpu" ? 1 : 8;
}

export interface Discovery {
  readonly kept: readonly Proposal[];
  readonly funnel: Funnel;
  /** Proposals that passed the thresholds and were dropped for covering a negative click. */
  readonly droppedByNegatives: number;
  /** True if no proposal passed and the best mask of each click was taken instead. */
  readonly fellBack: boolean;
}

export interface DiscoveryTask {
  readonly image: PreparedImage;
  readonly seeds: readonly Seed[];
  /** The person's clicks; only the negative ones matter here. */
  readonly points: readonly Point[];
  readonly settings: DiscoverySettings;
  /** Prompts a decoder run, see `batchSize`. */
  readonly batch: number;
  /** Takes the best mask of each seed where none passes: a person who clicked wants to see what SAM made of it. */
  readonly fallBack: boolean;
}

/** Seeds to AMG candidates (paper 4.2): decode, filter, NMS, budget. Checks for cancellation between batches. */
export async function discover(task: DiscoveryTask, sam: Sam, options?: EngineCallOptions): Promise<Discovery> {
  const { image, seeds, settings } = task;
  const scan = (decoded: DecodedMasks, prompt: number) => (mask: number) =>
    scanMask(decoded.logits(prompt, mask), image.sampler, settings.stabilityOffset);
  const survivors: Proposal[] = [];
  const fallbacks: Proposal[] = [];
  let proposed = 0;
  let afterPredictedIou = 0;

  report(options, "discover", 0, seeds.length);
  for (let start = 0; start < seeds.length; start += task.batch) {
    await checkpoint(options);
    const batch = seeds.slice(start, start + task.batch);
    const decoded = await sam.decode(image.embedding, tokensOfSeeds(batch, image, sam), batch.length);
    for (let prompt = 0; prompt < batch.length; prompt++) {
      const index = start + prompt;
      const outcome = filterSeed(index, decoded.iou(prompt), scan(decoded, prompt), settings);
      proposed += outcome.proposed;
      afterPredictedIou += outcome.afterPredictedIou;
      survivors.push(...outcome.survivors);
      const best = task.fallBack ? bestOfSeed(index, decoded.iou(prompt), scan(decoded, prompt)) : null;
      if (best !== null) fallbacks.push(best);
    }
    report(options, "discover", Math.min(start + task.batch, seeds.length), seeds.length);
  }

  const allowed = withoutNegatives(survivors, task.points);
  const { afterNms, kept } = selectProposals(withoutDuplicates(allowed), seeds, settings);
  const fellBack = kept.length === 0 && fallbacks.length > 0;
  const rescued = fellBack
    ? selectProposals(withoutDuplicates(withoutNegatives(fallbacks, task.points)), seeds, settings).kept
    : kept;
  return {
    kept: rescued,
    droppedByNegatives: survivors.length - allowed.length,
    fellBack: fellBack && rescued.length > 0,
    funnel: {
      seeds: seeds.length,
      proposed,
      afterPredictedIou,
      afterStability: survivors.length,
      afterNms,
      kept: rescued.length,
    },
  };
}

/** Each seed as one positive point with its padding point: float32[seeds, 2, 256]. */
function tokensOfSeeds(seeds: readonly Seed[], image: PreparedImage, sam: Sam): Float32Array {
  const tokens = new Float32Array(seeds.length * 2 * TOKEN_WIDTH);
  seeds.forEach(({ x, y }, index) => {
    const points = promptPoints([{ x, y, label: 1 }], null, image.sampler.geometry);
    tokens.set(embedPoints(points, sam.constants), index * 2 * TOKEN_WIDTH);
  });
  return tokens;
}
