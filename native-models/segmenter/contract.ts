import type { Attention, AttentionSource as AttentionSourceName, Exchange, Usage } from "#core/samples";

/** What a source is asked: the question, and the image's size in pixels. */
export interface AttentionQuery {
  readonly question: string;
  readonly width: number;
  readonly height: number;
  readonly signal?: AbortSignal | undefined;
}

/** SAM prompt tokens of a segmentation MLLM, after the connection module: float32[count, 256]. */
export interface PromptTokens {
  readonly count: number;
  readonly values: Float32Array;
}

/** Where to look (paper 4.1, 4.2). */
export interface AttentionAnswer {
  /** Aggregated over layers and heads; sums to 1. */
  readonly attention: Attention;
  /** Attention of single layers (means over heads), by the model's layer number; empty where there are none. */
  readonly layers: readonly { readonly layer: number; readonly values: readonly number[] }[];
  /** Null for sources without a language model of their own: then SAM is asked at the most attended point. */
  readonly promptTokens: PromptTokens | null;
  /**
   * How tokens become seeds. `rerank`: the paper's way, top-k by attention, then k' by mean logit. `points`: the seeds
   * are given (a person's clicks are no attention sinks). `all`: one seed in each token, none dropped ("everything").
   */
  readonly seeding:
    | { readonly kind: "rerank" }
    | { readonly kind: "points"; readonly points: readonly { readonly x: number; readonly y: number }[] }
    | { readonly kind: "all" };
  /** For audit, where an endpoint was asked. */
  readonly exchange: Exchange | null;
  readonly usage: Usage | null;
}

/** Anything that says where in the image the answer to a question may lie. */
export interface AttentionSource {
  readonly name: AttentionSourceName;
  attend(query: AttentionQuery): Promise<AttentionAnswer>;
}
