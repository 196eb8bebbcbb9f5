import type { Exchange, SegmentResult, Usage } from "#core/samples";
import type {
  DiscoverRequest,
  DiscoverResult,
  EncodeAnswer,
  EncodeRequest,
  EngineProgress,
  EngineReport,
  EngineSettings,
  ImageRef,
  ProvidersReport,
  ScoreRequest,
  SegmentRequest,
} from "#native-models/engine";
import type { GroupAnswer } from "#native-models/evaluator";

/** Errors lose their cause between processes, so what a malformed answer was travels as an answer. */
export type ScoreOutcome =
  | GroupAnswer
  | { readonly malformed: { readonly message: string; readonly exchange: Exchange; readonly usage: Usage | null } };

/** What the worker can be asked. Every request can be cancelled between steps. */
export interface PipelineRequests {
  /** Prepares the embedding of an image; answers where it came from and the image's size. */
  encode: { input: EncodeRequest; output: EncodeAnswer };
  segment: { input: SegmentRequest; output: SegmentResult };
  /** Candidate discovery (paper 4.2); the candidates have no scores. */
  discover: { input: { image: ImageRef; request: DiscoverRequest }; output: DiscoverResult };
  /** One group by a pack's own evaluator (paper 4.3). */
  score: { input: { image: ImageRef; request: ScoreRequest }; output: ScoreOutcome };
  /** Versions, providers, packs and caches, for `doctor` and the settings. Loads the models. */
  describe: { input: Record<string, never>; output: EngineReport };
  /** What the models can run on; loads none. */
  providers: { input: Record<string, never>; output: ProvidersReport };
}
export type PipelineRequestKind = keyof PipelineRequests;

export interface PipelineSettings extends EngineSettings {
  /** Resident memory (bytes) above which the worker is restarted between jobs; 0 for the default. */
  readonly memoryCeilingBytes: number;
}

export type WorkerState = "stopped" | "starting" | "ready" | "busy" | "failed";

export interface PipelineStatus {
  readonly state: WorkerState;
  readonly pid: number | null;
  readonly restarts: number;
  /** The last start or crash in words, with the worker's last log lines. */
  readonly lastProblem: string | null;
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EngineProgress) => void) | undefined;
  /** Lower runs later: a click must not wait for the prefetch. Default 0; prefetch uses -1, clicks 1. */
  readonly priority?: number;
}

/** The main process's handle on the pipeline worker. */
export interface Pipeline {
  request<K extends PipelineRequestKind>(
    kind: K,
    input: PipelineRequests[K]["input"],
    options?: RequestOptions,
  ): Promise<PipelineRequests[K]["output"]>;
  status(): PipelineStatus;
  /** Returns the function that ends the subscription. */
  onStatus(listener: (status: PipelineStatus) => void): () => void;
  /** Takes effect with the next worker that starts; restarts an idle one. */
  configure(settings: PipelineSettings): void;
  stop(): Promise<void>;
}
