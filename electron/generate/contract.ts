import type { Scene } from "#core/scenes";

/** A scene that was rendered and waits for questions. */
export interface PicturedScene {
  readonly scene: Scene;
  /** The picture's file: PNG. */
  readonly png: Uint8Array;
  /** height x width bytes, rows from the top: 0 the ground, i + 1 the scene's object i where it is what one sees. */
  readonly ids: Uint8Array;
  /** Objects that are hidden, or nearly: questions must not hang on them. None where left out. */
  readonly unclear?: readonly number[];
  /** Names the picture's file and begins its samples' ids. */
  readonly name: string;
}

/** Scenes in a fixed order; each is asked for once, the first one first. */
export interface SceneSource {
  readonly count: number;
  next(signal: AbortSignal | undefined): Promise<PicturedScene>;
  /** Ends what works on scenes. */
  close(): Promise<void>;
}

export type OutputFormat = "own" | "reasonseg" | "both";

/** Progress in scenes. */
export type OnProgress = (progress: { readonly done: number; readonly total: number; readonly taken: number }) => void;

/** What a generation made; the same arguments give the same report. */
export interface GenerationReport {
  /** Absolute. */
  readonly path: string;
  readonly format: OutputFormat;
  readonly split: string;
  readonly seed: number;
  readonly size: readonly [width: number, height: number];
  /** Scenes that were sampled, and those of them that a question is about. */
  readonly scenes: { readonly sampled: number; readonly asked: number };
  readonly questions: { readonly wanted: number; readonly made: number };
  /** Questions of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Proposals that were not taken, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly wordings: string;
}
