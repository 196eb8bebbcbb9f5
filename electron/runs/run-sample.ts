import { AppError } from "#core/errors";
import type { RunResult, Scoring } from "#core/samples";
import type { RequestOptions } from "#electron/jobs";
import type { ChatClient } from "#native-models/chat";
import type { AttentionInput, DiscoverResult } from "#native-models/engine";
import { type Evaluator, rankByScore, scoreCandidates } from "#native-models/evaluator";
import { type PackManifest, parseOverrides } from "#native-models/packs";
import type { AttentionAnswer } from "#native-models/segmenter";
import { chatSource } from "#native-models/segmenter";
import { chatClientOf } from "./chat-client.ts";
import type { RunServices, SampleToRun } from "./contract.ts";
import { evaluatorFor } from "./evaluator-for.ts";
import { packOfRequest } from "./pack-of-request.ts";
import { assertPossible } from "./requirements.ts";
import { noticeOfAttention, noticeOfScoring, type SendNotice } from "./send-notice.ts";

export interface RunOptions extends RequestOptions {
  /** Told what is about to leave the machine, before it does. */
  readonly onSend?: ((notice: SendNotice) => void) | undefined;
}

/**
 * One question about one image, from attention to ranked candidates (paper 4.1 to 4.3). The models of packs run in the
 * pipeline worker; only an endpoint is asked from here, where its key is. Throws what `assertPossible` refuses before
 * any work is done, and whatever a step throws. A group that the evaluator failed on is no error: its candidates have
 * no score and rank last, and `scoring` says why. Samples with the same endpoint share its concurrency limit.
 */
export async function runSample(
  services: RunServices,
  sample: SampleToRun,
  options: RunOptions = {},
): Promise<RunResult> {
  const start = performance.now();
  const pack = await packOfRequest(sample.request.pack, services);
  assertPossible(sample, services, pack);
  assertWanted(options.signal);
  const client = chatClientOf(services);
  const evaluator = evaluatorFor(sample, services, pack, client);

  const { asked, found } = await findCandidates(services, sample, pack, client, options);
  assertWanted(options.signal);
  const evaluateStart = performance.now();
  const scoring = await score(sample, evaluator, found, client, options);
  const evaluate = since(evaluateStart);

  const { encode, segment, discover: discovered } = found.timings;
  return {
    ...resultOf(sample, found, scoring, client),
    ...(asked?.answer.exchange && client
      ? { attentionExchange: { ...asked.answer.exchange, model: modelOf(client), usage: asked.answer.usage } }
      : {}),
    timings: {
      encode,
      segment: segment + (asked?.milliseconds ?? 0),
      discover: discovered,
      evaluate,
      total: since(start),
    },
    versions: { app: services.version, ...found.versions, evaluator: scoring.model },
  };
}

interface Found {
  readonly asked: AskedAttention | null;
  readonly found: DiscoverResult;
}

/** Attention and discovery, unless an earlier run's are to be scored. */
async function findCandidates(
  services: RunServices,
  sample: SampleToRun,
  pack: PackManifest | null,
  client: ChatClient | null,
  options: RunOptions,
): Promise<Found> {
  if (sample.found !== undefined) return { asked: null, found: sample.found };
  const asked = await askAttention(sample, client, options);
  const name = pack === null ? null : `${pack.id}@${pack.version}`;
  return { asked, found: await discover(services, sample, name, asked, options) };
}

interface AskedAttention {
  readonly answer: AttentionAnswer;
  readonly milliseconds: number;
}

/** The endpoint's attention, where it is the source; null for sources that the worker asks. */
async function askAttention(
  { image, request }: SampleToRun,
  client: ChatClient | null,
  options: RunOptions,
): Promise<AskedAttention | null> {
  if (request.attention !== "chat" || client === null) return null;
  options.onSend?.(noticeOfAttention(client));
  options.onProgress?.({ step: "segment", done: 0, total: 1 });
  const start = performance.now();
  const { question } = request;
  const source = chatSource(client, image.path);
  const answer = await source.attend({ question, width: image.width, height: image.height, signal: options.signal });
  options.onProgress?.({ step: "segment", done: 1, total: 1 });
  return { answer, milliseconds: since(start) };
}

function discover(
  { pipeline }: RunServices,
  { image, request }: SampleToRun,
  pack: string | null,
  asked: AskedAttention | null,
  { signal, onProgress, priority }: RunOptions,
): Promise<DiscoverResult> {
  const { question, without, seed } = request;
  const overrides = parseOverrides(request.overrides);
  const input = {
    image: { path: image.path, hash: image.hash },
    request: { pack, question, attention: attentionInput(request, asked), without, seed, overrides },
  };
  return pipeline.request("discover", input, {
    signal,
    onProgress,
    ...(priority === undefined ? {} : { priority }),
  });
}

function attentionInput(
  { attention, points, scribbles }: SampleToRun["request"],
  asked: AskedAttention | null,
): AttentionInput {
  if (asked !== null) return { source: "chat", answer: asked.answer };
  if (attention === "clicks") return { source: "clicks", points, scribbles };
  return { source: attention === "pack" ? "pack" : "grid" };
}

async function score(
  { image, request, groundTruth }: SampleToRun,
  evaluator: Evaluator,
  { candidates }: DiscoverResult,
  client: ChatClient | null,
  { signal, onProgress, onSend }: RunOptions,
): Promise<Scoring> {
  const { question, groupSize, seed } = request;
  if (evaluator.name === "chat" && client !== null && candidates.length > 0) {
    onSend?.(noticeOfScoring(client, candidates.length, Math.min(groupSize, evaluator.largestGroup)));
  }
  onProgress?.({ step: "evaluate", done: 0, total: candidates.length });
  return await scoreCandidates(evaluator, { image, question, groundTruth }, candidates, {
    groupSize,
    seed,
    signal,
    onProgress: (done, total) => onProgress?.({ step: "evaluate", done, total }),
  });
}

type Unmeasured = Omit<RunResult, "timings" | "versions">;

function resultOf(
  { request }: SampleToRun,
  found: DiscoverResult,
  scoring: Scoring,
  client: ChatClient | null,
): Unmeasured {
  const asksEndpoint = request.attention === "chat" || request.evaluator === "chat";
  const ranked = rankByScore(found.candidates, scoring);
  const { timings: _, versions: __, ...discovered } = found;
  return {
    ...discovered,
    question: request.question,
    evaluator: scoring.evaluator,
    candidates: request.top === undefined ? ranked : ranked.slice(0, request.top),
    settings: {
      ...found.settings,
      evaluator: scoring.evaluator,
      groupSize: scoring.groupSize,
      ...(scoring.cot === null ? {} : { cot: scoring.cot }),
      ...(scoring.maskStyle === null ? {} : { maskStyle: scoring.maskStyle }),
      ...(asksEndpoint && client !== null ? settingsOfEndpoint(client) : {}),
      ...(request.top === undefined ? {} : { top: request.top }),
    },
    scoring,
  };
}

/** What of an endpoint changes its answers. */
function settingsOfEndpoint({ endpoint }: ChatClient) {
  const { url, model, maxSide, maxTokens, temperature } = endpoint;
  return { endpoint: url, model, maxSide, maxTokens, temperature };
}

function assertWanted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  const cure = "Start it again when you want it.";
  throw new AppError({ code: "cancelled", message: "The run was cancelled.", cure });
}

function modelOf({ endpoint }: ChatClient): string {
  return `${endpoint.model} at ${new URL(endpoint.url).host}`;
}

/** Milliseconds since a `performance.now()`, to a hundredth. */
function since(start: number): number {
  return Math.round((performance.now() - start) * 100) / 100;
}
