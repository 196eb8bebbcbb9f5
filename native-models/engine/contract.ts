import type { Box, Point, RunRequest, RunResult, SegmentResult } from "#core/samples";

/** Where an image lies and what its bytes hash to; `hash: null` lets the pipeline compute it. */
export interface ImageRef {
  readonly path: string;
  readonly hash: string | null;
}

export interface SegmentRequest {
  readonly image: ImageRef;
  readonly points: readonly Point[];
  readonly box: Box | null;
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
  readonly embeddingCache: {
    readonly dir: string;
    readonly bytes: number;
    readonly limit: number;
    readonly entries: number;
  };
}

export type EmbeddingOrigin = "memory" | "disk" | "computed";

export interface EncodeAnswer {
  readonly embedding: EmbeddingOrigin;
  readonly width: number;
  readonly height: number;
  readonly ms: number;
}

export interface EngineProgress {
  /** Name of the step in words of the paper, e.g. "encode", "discover". */
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export interface EngineSettings {
  /** Packs, embeddings and everything else that can be made again. */
  readonly cacheDir: string;
  /** A provider's name, or `auto`: the platform's table in order. */
  readonly provider: string;
  /** 0 lets the machine decide. */
  readonly threads: number;
  readonly embeddingCacheBytes: number;
}

export interface EngineCallOptions {
  /** Checked between steps; an aborted call rejects with AppError `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EngineProgress) => void) | undefined;
}

/**
 * The local models behind one door. Owns every ONNX session of its process. Calls may overlap: they take turns between
 * their steps, so that a click is answered while a run goes on.
 */
export interface Engine {
  encode(image: ImageRef, options?: EngineCallOptions): Promise<EncodeAnswer>;
  segment(request: SegmentRequest, options?: EngineCallOptions): Promise<SegmentResult>;
  run(image: ImageRef, request: RunRequest, options?: EngineCallOptions): Promise<RunResult>;
  describe(): Promise<EngineReport>;
  dispose(): Promise<void>;
}
