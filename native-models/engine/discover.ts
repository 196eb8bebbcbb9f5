import type {
  BackgroundPoint,
  Candidate,
  CandidateStep,
  DiscoveryTrace,
  Funnel,
  Point,
  Region,
  Seed,
  SeedGraph,
  TokenTrace,
} from "#core/samples";
import {
  allTokens,
  backgroundPoint,
  candidateSet,
  densestSeeds,
  distinctMasks,
  type LogitField,
  logitMap,
  type MultiMaskScan,
  rerankByLogits,
  seedInEach,
  seedsAt,
  seedsWithin,
  tokenRegions,
  topAttendedTokens,
  withoutRerank,
} from "#native-models/discovery";
import type { DiscoverySettings } from "#native-models/packs";
import type { Sam } from "#native-models/sam";
import type { AttentionAnswer } from "#native-models/segmenter";
import { checkpoint } from "./calls.ts";
import type { EngineCallOptions } from "./contract.ts";
import { NO_PROPOSALS, proposeAtSeeds, selectAmg } from "./discover-amg.ts";
import { notesOf } from "./discover-notes.ts";
import { initialPlace } from "./discover-place.ts";
import { type InitialAnswer, type PromptContext, predictInitially, refine, seedFeatures } from "./discover-prompts.ts";
import { type StepName, stepTimer } from "./discover-timer.ts";
import type { PreparedImage } from "./embeddings.ts";

export { batchSize } from "./discover-amg.ts";

/** One question on one image that is ready. Rejects with `cancelled` between two decoder runs. */
export interface DiscoveryTask extends EngineCallOptions {
  readonly image: PreparedImage;
  readonly sam: Sam;
  readonly answer: AttentionAnswer;
  /** The person's clicks on what is not meant, pixels of the original image; points with label 1 are not looked at. */
  readonly negatives: readonly Point[];
  readonly settings: DiscoverySettings;
  /** Sources whose masks are not made at all (ablation). */
  readonly without: readonly CandidateStep[];
  readonly seed: number;
  /** Prompts a decoder run, see `batchSize`. */
  readonly batch: number;
}

export interface Discovery {
  /** Without scores; rank is the order original, semantic, AMG. */
  readonly candidates: readonly Candidate[];
  readonly seeds: readonly Seed[];
  readonly funnel: Funnel;
  readonly trace: DiscoveryTrace;
  /** Milliseconds of each step. */
  readonly steps: Readonly<Record<StepName, number>>;
  /** AMG proposals that passed the thresholds and were dropped for covering a negative click. */
  readonly droppedByNegatives: number;
  /** True if no AMG proposal passed and the best mask of each click was taken instead. */
  readonly fellBack: boolean;
}

/**
 * Attention-guided candidate discovery (paper 4.2). The initial prediction is made whatever `without` says: its logits
 * serve the rerank and the self-refinement. The same task gives the same candidates and the same trace.
 */
export async function discoverCandidates(task: DiscoveryTask): Promise<Discovery> {
  const { image, sam, answer, settings } = task;
  const without = (step: CandidateStep) => task.without.includes(step);
  const negatives = task.negatives.filter(({ label }) => label === 0);
  const context: PromptContext = { image, sam, stabilityOffset: settings.stabilityOffset };
  const regions = tokenRegions(answer.attention, image.embedding);
  const timer = stepTimer();

  await checkpoint(task);
  const place = initialPlace(answer, regions, image.embedding);
  const initial = await timer.time("initial", () => predictInitially(context, answer.promptTokens, place));
  const original = await timer.time("initial", async () => (without("original") ? [] : initial.multiMasks()));
  const tokens = await timer.time("rerank", async () => tokensToSeed(task, regions, initial.z));
  const seeds = await timer.time("seeds", async () => placeSeeds(task, tokens));

  const wantsBest = answer.seeding.kind === "points";
  const proposals = await timer.time("amg", async () =>
    without("amg") ? NO_PROPOSALS : proposeAtSeeds(context, seeds, settings, task.batch, wantsBest, task),
  );
  await checkpoint(task);
  const semantic = await timer.time("semantic", async () =>
    without("semantic") ? LEFT_OUT : refineFromSeeds(task, context, regions, initial, seeds),
  );
  await checkpoint(task);

  return await timer.time("assemble", async () => {
    const distinct = distinctMasks(original, semantic.masks, negatives);
    const amg = selectAmg(proposals, seeds, negatives, settings, distinct);
    const candidates = candidateSet(distinct, amg.kept);
    const parts = {
      tokens,
      initial: initial.prediction,
      logits: logitMap(initial.z),
      graph: semantic.graph,
      background: semantic.background,
      casualties: [...amg.casualties],
      dropped: [...distinct.dropped],
      without: [...task.without],
      layers: answer.layers.map(({ layer, values }) => ({ layer, values: [...values] })),
    };
    const { funnel, droppedByNegatives, fellBack } = amg;
    const notes = notesOf({ answer, regions, settings, seeds, candidates, fellBack, funnel, ...parts });
    const trace: DiscoveryTrace = { ...parts, notes };
    return { candidates, seeds, funnel, trace, steps: timer.steps, droppedByNegatives, fellBack };
  });
}

/** The tokens that are looked at, by the way in which the source's tokens become seeds. */
function tokensToSeed({ answer, settings, image }: DiscoveryTask, regions: readonly (Region | null)[], z: LogitField) {
  const { attention, seeding } = answer;
  if (seeding.kind === "all") return withoutRerank(allTokens(attention, regions));
  if (seeding.kind === "rerank") {
    return rerankByLogits(topAttendedTokens(attention, regions, settings.topTokens), z, settings.keptTokens);
  }
  const touched = new Set(seedsAt(seeding.points, attention, image.embedding).map(({ token }) => token));
  const tokens = allTokens(attention, regions).filter(({ token }) => touched.has(token));
  return withoutRerank(tokens.sort((a, b) => b.attention - a.attention || a.token - b.token));
}

function placeSeeds({ answer, settings, seed, image }: DiscoveryTask, tokens: readonly TokenTrace[]): Seed[] {
  const { attention, seeding } = answer;
  if (seeding.kind === "points") return seedsAt(seeding.points, attention, image.embedding);
  if (seeding.kind === "all") return seedInEach(tokens);
  return seedsWithin(
    tokens.filter(({ kept }) => kept),
    { seeds: settings.seeds, seed },
  );
}

interface Refinement {
  readonly masks: readonly MultiMaskScan[];
  readonly graph: SeedGraph | null;
  readonly background: BackgroundPoint | null;
}

const LEFT_OUT: Refinement = Object.freeze({ masks: [], graph: null, background: null });

/** Semantic candidates: the densest seeds as foreground, the background point, and Z (paper 4.2). */
async function refineFromSeeds(
  { answer, settings, negatives }: DiscoveryTask,
  context: PromptContext,
  regions: readonly (Region | null)[],
  { z }: InitialAnswer,
  seeds: readonly Seed[],
): Promise<Refinement> {
  const graph = densestSeeds(seedFeatures(context, seeds), settings.cosine);
  const background = backgroundPoint(z, answer.attention, regions, settings.tau);
  if (graph.core.length === 0) return { masks: [], graph, background };
  const foreground = graph.core.map((index) => ({ ...pointOf(seeds[index] as Seed), label: 1 as const }));
  // The person's own negative clicks join the background point: the paper has no clicks.
  const points: Point[] = [
    ...foreground,
    { ...pointOf(background), label: 0 },
    ...negatives.filter(({ label }) => label === 0),
  ];
  return { masks: await refine(context, points, z.logits), graph, background };
}

function pointOf({ x, y }: { readonly x: number; readonly y: number }): { x: number; y: number } {
  return { x, y };
}
