import { resolve } from "node:path";
import { AppError } from "#core/errors";
import { holdsHeldOutPairs, SPLIT_CAPACITY, type Split } from "#core/scenes";
import type { Wording } from "#core/scenes/language";
import type { GenerationReport, OnProgress, OutputFormat, SceneSource } from "./contract.ts";
import { QuestionPlan } from "./question-plan.ts";
import { createRenderPool } from "./render-pool.ts";
import { writeDataset } from "./write-dataset.ts";

export interface GeometricRequest {
  readonly split: Split;
  readonly scenes: number;
  /** Over all scenes. */
  readonly questions: number;
  /** Takes scenes seed * 65536 and on of the split: no two seeds share one. */
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly out: string;
  readonly format: OutputFormat;
  /** 0: one a core. */
  readonly threads: number;
  /** Any of the built files: the rendering thread's lies beside it. */
  readonly builtFile: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** The most scenes of one seed. */
export const SCENES_PER_SEED = 65_536;
export const MOST_SEEDS = SPLIT_CAPACITY / SCENES_PER_SEED;

/** Words and templates that a split's questions are made of. */
export function wordingOf(split: Split): Wording {
  if (split === "test-wordings") return "test";
  return split === "val-wordings" ? "val" : "train";
}

/**
 * Writes rendered scenes with questions that the symbolic filter let through (docs/datasets.md). The same request gives
 * the same bytes, on however many threads. Throws `usage` for fewer questions than scenes, `conflict` for a folder that
 * is not empty, `cancelled`.
 */
export async function generateGeometric(request: GeometricRequest): Promise<GenerationReport> {
  const { split, scenes, questions, seed, width, height, out, format, signal, onProgress } = request;
  assertPossible(request);
  const wordings = wordingOf(split);
  const plan = new QuestionPlan({
    seed: seed ^ 0x67656f6d,
    ...{ questions, scenes, wordings, heldOutTargets: holdsHeldOutPairs(split) },
  });
  const settings = { split, seed, size: [width, height] as const };
  const facts = () => ({
    ...{ generator: "geometric", ...settings, scenes, wordings, kinds: plan.kinds(), rejected: plan.rejected() },
    questions: { wanted: questions, made: plan.made },
  });
  const asked = await writeDataset({
    source: renderedScenes(request),
    ...{ plan, out, format, split, facts, signal, onProgress },
    title: `Geometric scenes, ${split}`,
    licence: "CC0-1.0",
  });
  return {
    ...{ path: resolve(out), format, ...settings, wordings },
    scenes: { sampled: scenes, asked },
    questions: { wanted: questions, made: plan.made },
    ...{ kinds: plan.kinds(), rejected: plan.rejected() },
  };
}

function renderedScenes({ split, scenes, seed, width, height, builtFile, threads }: GeometricRequest): SceneSource {
  const tasks = Array.from({ length: scenes }, (_, at) => ({
    split,
    index: seed * SCENES_PER_SEED + at,
    width,
    height,
  }));
  const pool = createRenderPool(tasks, builtFile, threads);
  let next = 0;
  return {
    count: scenes,
    async next(signal) {
      const rendered = await pool.next(signal);
      const index = tasks[next++]?.index ?? 0;
      return { ...rendered, name: `${split}-${String(index).padStart(6, "0")}` };
    },
    close: () => pool.close(),
  };
}

function assertPossible({ scenes, questions }: GeometricRequest): void {
  if (questions >= scenes) return;
  throw new AppError({
    code: "usage",
    message: `${questions} questions are fewer than ${scenes} scenes.`,
    where: "--questions",
    cure: "Give the number of questions over all scenes: at least one a scene.",
  });
}
