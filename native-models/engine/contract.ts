import type { Rle } from "#core/masks";
import type { Box, Candidate, CandidateStep, Point, RunResult, Scribble, SegmentResult } from "#core/samples";
import type { GroupAnswer, MaskToScore } from "#native-models/evaluator";
import type { DiscoveryOverrides } from "#native-models/packs";
import type { AttentionAnswer } from "#native-models/segmenter";

/** Where an image lies and what its bytes hash to; `hash: null` lets the pipeline compute it. */
export interface ImageRef {
  readonly path: string;
  readonly hash: string | null;
}

/** Prepares an image for the SAM of a pack; `mobilesam` where none is named. */
export interface EncodeRequest extends ImageRef {
  readonly pack?: string | null | undefined;
}

export interface SegmentRequest {
  /** Pack id; `mobilesam` where none is named. */
  readonly pack?: string | null | undefined;
  readonly image: ImageRef;
  readonly points: readonly Point[];
  readonly box: Box | null;
  /**
   * Starts from this mask, which goes in as SAM's mask prompt; the single mask answers then. `answerTo`: the prompt that it
   * was SAM's answer to, whose own logits are taken where they give this very mask again.
   */
  readonly refine?:
    | { readonly mask: Rle; readonly answerTo?: { readonly point: Point; readonly mask: 1 | 2 | 3 } | undefined }
    | undefined;
  /** This multi-mask in the place of SAM's choice: with one point it is what AMG was proposed there. */
  readonly mask?: 1 | 2 | 3 | undefined;
}

/** Where the attention comes from. An endpoint is asked beforehand, by the process that holds its key. */
export type AttentionInput =
  | { readonly source: "pack" }
  | { readonly source: "grid" }
  | { readonly source: "clicks"; readonly points: readonly Point[]; readonly scribbles: readonly Scribble[] }
  | { readonly source: "chat"; readonly answer: AttentionAnswer };

/** Candidate discovery (paper 4.2) on one image for one question. */
export interface DiscoverRequest {
  /** Pack id; `mobilesam` where null. */
  readonly pack: string | null;
  readonly question: string;
  readonly attention: AttentionInput;
  readonly without: readonly CandidateStep[];
  readonly seed: number;
  /** Values that take the place of the pack's. */
  readonly overrides: DiscoveryOverrides;
}

/** Candidates without scores: rank is the order original, semantic, AMG, as the steps made them. */
export type DiscoverResult = Pick<
  RunResult,
  "image" | "pack" | "attentionSource" | "seeds" | "attention" | "funnel" | "provider" | "embedding" | "settings"
> & {
  readonly candidates: readonly Candidate[];
  readonly trace: NonNullable<RunResult["trace"]>;
  readonly versions: Readonly<Record<string, string>>;
  readonly timings: Pick<RunResult["timings"], "encode" | "segment" | "discover"> & {
    /** Milliseconds of each step inside `discover`, by the step's name. */
    readonly steps: Readonly<Record<string, number>>;
  };
};

/** One group for a pack's own evaluator (paper 4.3). */
export interface ScoreRequest {
  readonly pack: string;
  readonly question: string;
  readonly group: readonly MaskToScore[];
  readonly cot: boolean;
}

/** One execution provider that was tried, and why it was passed over. */
export interface ProviderAttempt {
  readonly provider: string;
  readonly ok: boolean;
  readonly reason: string;
}

/** What the models can run on here, and what they run on. */
export interface ProvidersReport {
  /** In the order in which `auto` tries them; `reason`: why one cannot be had, null where it can be tried. */
  readonly table: readonly { readonly name: string; readonly note: string; readonly reason: string | null }[];
  /** Null until a model was loaded. */
  readonly provider: string | null;
  readonly attempts: readonly ProviderAttempt[];
  readonly threads: number;
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
  /** Embeddings, the pack mobilesam and everything else that can be made again. */
  readonly cacheDir: string;
  /** Folders whose subfolders are packs, in the order in which they are searched; mobilesam's is searched last. */
  readonly packDirs: readonly string[];
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
  encode(image: EncodeRequest, options?: EngineCallOptions): Promise<EncodeAnswer>;
  segment(request: SegmentRequest, options?: EngineCallOptions): Promise<SegmentResult>;
  /** Throws `model-missing` for a pack that is not there, or that has no segmenter where `pack` is the source. */
  discover(image: ImageRef, request: DiscoverRequest, options?: EngineCallOptions): Promise<DiscoverResult>;
  /** Throws `malformed-answer` as Evaluator.scoreGroup does, `model-missing` for a pack without an evaluator. */
  score(image: ImageRef, request: ScoreRequest, options?: EngineCallOptions): Promise<GroupAnswer>;
  describe(): Promise<EngineReport>;
  /** Loads no model: what is said before the first one was loaded is what can be seen from outside. */
  providers(): Promise<ProvidersReport>;
  dispose(): Promise<void>;
}
