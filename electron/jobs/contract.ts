import type { RunRequest, RunResult, SegmentResult } from "#core/samples";

/** Where an image lies and what its bytes hash to; `hash: null` lets the pipeline compute it. */
export interface ImageRef {
  readonly path: string;
  readonly hash: string | null;
}

export interface SegmentRequest {
  readonly image: ImageRef;
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: 0 | 1 }[];
  readonly box: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number } | null;
}

/** One execution provider that was tried, and why it was passed over. */
export interface ProviderAttempt {
  readonly provider: string;
  readonly ok: boolean;
  readonly reason: string;
}

export interface PackReport {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly dir: string;
  readonly ok: boolean;
  readonly problem: string | null;
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
}

export interface EngineReport {
  readonly onnxruntime: string;
  readonly provider: string | null;
  readonly attempts: readonly ProviderAttempt[];
  readonly threads: number;
  readonly packs: readonly PackReport[];
  readonly embeddingCache: { readonly dir: string; readonly bytes: number; readonly limit: number; readonly entries: number };
}

/** What the worker can be asked. Every request can be cancelled between steps. */
export interface PipelineRequests {
  /** Prepares the embedding of an image; answers where it came from and the image's size. */
  encode: { input: ImageRef; output: { embedding: "memory" | "disk" | "computed"; width: number; height: number; ms: number } };
  segment: { input: SegmentRequest; output: SegmentResult };
  run: { input: { image: ImageRef; request: RunRequest }; output: RunResult };
  /** Versions, providers, packs and caches, for `doctor` and the settings. Loads the models. */
  describe: { input: Record<string, never>; output: EngineReport };
}
export type PipelineRequestKind = keyof PipelineRequests;

export interface PipelineProgress {
  /** Name of the step in words of the paper, e.g. "encode", "discover". */
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export interface PipelineSettings {
  readonly cacheDir: string;
  /** `auto` tries the platform's table in order. */
  readonly provider: string;
  /** 0 lets the machine decide. */
  readonly threads: number;
  readonly embeddingCacheBytes: number;
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
  readonly onProgress?: ((progress: PipelineProgress) => void) | undefined;
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
