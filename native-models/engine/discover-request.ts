import type { DiscoverySettings, Pack } from "#native-models/packs";
import type { RgbImage } from "#native-models/runtime";
import { PREPROCESS_VERSION } from "#native-models/sam";
import { type AttentionSource, clicksSource, gridSource, negativesOf } from "#native-models/segmenter";
import { checkpoint, report, since } from "./calls.ts";
import type { AttentionInput, DiscoverRequest, DiscoverResult, EngineCallOptions, ImageRef } from "./contract.ts";
import { batchSize, type Discovery, discoverCandidates } from "./discover.ts";
import type { Preparation } from "./embeddings.ts";
import { type LoadedPack, packName } from "./models.ts";

export interface DiscoverTask {
  readonly image: ImageRef;
  readonly prepared: Preparation;
  readonly loaded: LoadedPack;
  readonly request: DiscoverRequest;
  readonly runtime: { readonly version: string; readonly provider: string };
  /** Milliseconds that the preparation took. */
  readonly encode: number;
  /** Decodes the image, for a graph that looks at its pixels. */
  readonly pixels: () => Promise<RgbImage>;
}

/** Attention, then candidate discovery (paper 4.1, 4.2), on an image that is ready. */
export async function discoverForRequest(task: DiscoverTask, options?: EngineCallOptions): Promise<DiscoverResult> {
  const { request, prepared, loaded } = task;
  const { width, height } = prepared.embedding;
  const attend = await attenderOf(task, options);
  report(options, "segment", 0, 1);
  const segmentStart = performance.now();
  const answer = await attend({ question: request.question, width, height, signal: options?.signal });
  const segment = since(segmentStart);
  report(options, "segment", 1, 1);
  await checkpoint(options);

  const settings = settingsFor(loaded.pack, request);
  const discoverStart = performance.now();
  const found = await discoverCandidates({
    ...options,
    image: prepared,
    sam: loaded.sam,
    answer,
    negatives: negativesIn(request.attention),
    settings,
    without: request.without,
    seed: request.seed,
    batch: batchSize(task.runtime.provider),
  });
  return {
    image: { path: task.image.path, width, height },
    pack: packName(loaded.pack),
    attentionSource: request.attention.source,
    candidates: found.candidates,
    seeds: [...found.seeds],
    attention: answer.attention,
    funnel: found.funnel,
    trace: found.trace,
    provider: task.runtime.provider,
    embedding: prepared.origin,
    settings: settingsOf(request, settings, found),
    versions: versionsOf(task),
    timings: { encode: task.encode, segment, discover: since(discoverStart), steps: found.steps },
  };
}

/** The request's source of attention, loaded. */
async function attenderOf(
  { request, prepared, loaded, pixels }: DiscoverTask,
  options: EngineCallOptions | undefined,
): Promise<AttentionSource["attend"]> {
  const { attention } = request;
  switch (attention.source) {
    case "pack": {
      const segmenter = await loaded.segmenter(options);
      await checkpoint(options);
      return (query) => segmenter.attend({ ...query, embedding: prepared.embedding, image: pixels });
    }
    case "grid":
      return gridSource().attend;
    case "clicks":
      return clicksSource(attention.points, attention.scribbles).attend;
    case "chat":
      return async () => attention.answer;
  }
}

function negativesIn(attention: AttentionInput) {
  return attention.source === "clicks" ? negativesOf(attention.points, attention.scribbles) : [];
}

/** The pack's thresholds, single ones replaced by the request's. */
function settingsFor(pack: Pack, { overrides }: DiscoverRequest): DiscoverySettings {
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return { ...pack.manifest.discovery, ...given };
}

/** Every threshold that was used, and what was asked for. */
function settingsOf(
  { seed, without, attention }: DiscoverRequest,
  settings: DiscoverySettings,
  found: Discovery,
): DiscoverResult["settings"] {
  return {
    seed,
    source: attention.source,
    without: without.join(","),
    ...settings,
    ...(found.droppedByNegatives === 0 ? {} : { droppedByNegatives: found.droppedByNegatives }),
    ...(found.fellBack ? { fallback: "best-per-click" } : {}),
  };
}

function versionsOf({ runtime, loaded }: DiscoverTask): DiscoverResult["versions"] {
  return {
    onnxruntime: runtime.version,
    preprocess: String(PREPROCESS_VERSION),
    sam: packName(loaded.samPack),
    ...(loaded.pack === loaded.samPack ? {} : { pack: packName(loaded.pack) }),
  };
}
