import { createHash } from "node:crypto";
import type { Rle } from "#core/masks";
import type { Candidate, RunRequest, RunResult } from "#core/samples";
import type { Proposal } from "#native-models/discovery";
import { seedsFromAttention } from "#native-models/discovery";
import { predictedIouEvaluator, rankByScore } from "#native-models/evaluator";
import type { DiscoverySettings } from "#native-models/packs";
import type { Sam } from "#native-models/sam";
import { type AttentionAnswer, assertInside, clicksSource, gridSource, tokenAt } from "#native-models/segmenter";
import { checkpoint, report, since } from "./calls.ts";
import type { EngineCallOptions } from "./contract.ts";
import { batchSize, type Discovery, discover } from "./discover.ts";
import type { PreparedImage } from "./embeddings.ts";

export interface RunTask {
  readonly imagePath: string;
  readonly image: PreparedImage;
  readonly request: RunRequest;
  readonly settings: DiscoverySettings;
  readonly provider: string;
}

type RunParts = Pick<
  RunResult,
  "question" | "image" | "evaluator" | "attentionSource" | "candidates" | "seeds" | "attention" | "funnel" | "settings"
> & { readonly timings: Omit<RunResult["timings"], "encode" | "total"> };

/** Attention -> seeds -> candidates -> ranks, on an image that is ready. */
export async function runPipeline(task: RunTask, sam: Sam, options?: EngineCallOptions): Promise<RunParts> {
  const { image, request, settings } = task;
  const { width, height } = image.embedding;
  const source = request.attention === "clicks" ? clicksSource(request.points) : gridSource();

  const segmentStart = performance.now();
  assertInside(request.points, width, height);
  const answer = await source.attend({ question: request.question, width, height });
  const seeds = placeSeeds(answer, image, request, settings);
  const segment = since(segmentStart);
  await checkpoint(options);

  const discoverStart = performance.now();
  const fallBack = request.attention === "clicks";
  const batch = batchSize(task.provider);
  const found = await discover({ image, seeds, points: request.points, settings, batch, fallBack }, sam, options);
  const discovered = since(discoverStart);
  await checkpoint(options);

  const evaluateStart = performance.now();
  report(options, "evaluate", 0, found.kept.length);
  const candidates = await rank(found.kept);
  report(options, "evaluate", found.kept.length, found.kept.length);

  return {
    question: request.question,
    image: { path: task.imagePath, width, height },
    evaluator: predictedIouEvaluator.name,
    attentionSource: source.name,
    candidates: request.top === undefined ? candidates : candidates.slice(0, request.top),
    seeds,
    attention: answer.attention,
    funnel: found.funnel,
    timings: { segment, discover: discovered, evaluate: since(evaluateStart) },
    settings: settingsOf(task, found),
  };
}

/** A source's own points as they are, else points spread by the attention; a plain grid keeps all of its tokens. */
function placeSeeds(
  { attention, seeding }: AttentionAnswer,
  { embedding }: PreparedImage,
  request: RunRequest,
  settings: DiscoverySettings,
) {
  if (seeding.kind === "points") {
    return seeding.points.map((point) => {
      const token = tokenAt(point, attention.rows, attention.cols, embedding.width, embedding.height);
      return { ...point, token, attention: attention.values[token] as number };
    });
  }
  const keptTokens = request.attention === "grid" ? attention.values.length : settings.keptTokens;
  const seeds = request.attention === "grid" ? attention.values.length : settings.seeds;
  return seedsFromAttention(attention, embedding, { keptTokens, seeds, seed: request.seed });
}

async function rank(proposals: readonly Proposal[]): Promise<Candidate[]> {
  const scores = await predictedIouEvaluator.score({ masks: proposals });
  return rankByScore(scores).map((index, place) => {
    const { rle, area, bbox, predictedIou, stability } = proposals[index] as Proposal;
    const score = scores[index]?.score ?? null;
    return { id: candidateId(rle), source: "amg", rle, area, bbox, predictedIou, stability, score, rank: place + 1 };
  });
}

/** The same mask has the same id in every run: 12 hex digits of its hash. */
export function candidateId(rle: Rle): string {
  return createHash("sha256").update(`${rle.size[0]}x${rle.size[1]}:${rle.counts}`).digest("hex").slice(0, 12);
}

function settingsOf({ request, settings }: RunTask, found: Discovery): RunResult["settings"] {
  return {
    seed: request.seed,
    predIou: settings.predIou,
    stability: settings.stability,
    stabilityOffset: settings.stabilityOffset,
    nmsIou: settings.nmsIou,
    amgOrder: settings.amgOrder,
    amgBudget: settings.amgBudget,
    ...(request.top === undefined ? {} : { top: request.top }),
    ...(found.droppedByNegatives === 0 ? {} : { droppedByNegatives: found.droppedByNegatives }),
    ...(found.fellBack ? { fallback: "best-per-click" } : {}),
  };
}
