import { AppError } from "#core/errors";
import type { EvaluatorName, RunRequest } from "#core/samples";
import { type PackManifest, parseOverrides } from "#native-models/packs";
import type { RunServices, SampleToRun } from "./contract.ts";
import { hasEvaluator } from "./pack-evaluator.ts";

const BASELINES: readonly EvaluatorName[] = ["predicted-iou", "random", "oracle"];

function usage(message: string, where: string, cure: string): AppError {
  return new AppError({ code: "usage", message, where, cure });
}

function lacksPart(pack: PackManifest | null, part: "segmenter" | "evaluator", where: string, cure: string): AppError {
  const name = pack?.id ?? "mobilesam";
  return new AppError({ code: "model-missing", message: `The pack ${name} has no ${part}.`, where, cure });
}

/**
 * Refuses what cannot be done before any work is. `pack` is the request's pack, null for mobilesam; where candidates are
 * found already, it is not asked for attention. Throws `usage`,
 * `model-missing` for a part that the pack lacks, `bad-input` for an oracle without ground truth.
 */
export function assertPossible(
  { request, groundTruth, found }: Pick<SampleToRun, "request" | "groundTruth"> & { readonly found?: unknown },
  services: Pick<RunServices, "endpoint">,
  pack: PackManifest | null,
): void {
  parseOverrides(request.overrides);
  if (found === undefined) assertAttention(request, services, pack);
  assertEvaluator(request, services, pack);
  assertReasoning(request, pack);
  if (new Set(request.without).size === 3) {
    throw usage(
      "Without original, semantic and AMG candidates there is nothing to score.",
      "without",
      "Leave out two at most.",
    );
  }
  if (request.evaluator === "oracle" && groundTruth === null) {
    throw new AppError({
      code: "bad-input",
      message: "The oracle needs ground truth, and there is none for this question.",
      where: "evaluator oracle",
      cure: "Take another evaluator; the oracle is for analysis on samples with a mask of their own.",
    });
  }
}

function assertAttention(
  { attention, points, scribbles }: RunRequest,
  { endpoint }: Pick<RunServices, "endpoint">,
  pack: PackManifest | null,
): void {
  if (attention === "pack" && pack?.segmenter === undefined) {
    const cure = "Choose a pack with a segmenter (`rea2seg pack list`), or take attention from grid, clicks or chat.";
    throw lacksPart(pack, "segmenter", "attention pack", cure);
  }
  if (attention === "chat" && endpoint === null) throw noEndpoint("attention chat");
  const positive = [...points, ...scribbles].some(({ label }) => label === 1);
  if (attention === "clicks" && !positive) {
    throw usage(
      "Attention from clicks needs a positive click or stroke.",
      "points",
      "Click on the target once, or take the grid as the source of attention.",
    );
  }
}

function assertEvaluator(
  { evaluator }: RunRequest,
  { endpoint }: Pick<RunServices, "endpoint">,
  pack: PackManifest | null,
): void {
  if (evaluator === "chat" && endpoint === null) throw noEndpoint("evaluator chat");
  if (evaluator !== "pack" || hasEvaluator(pack)) return;
  const cure = "Choose a pack with an evaluator (`rea2seg pack list`), or take chat or predicted-iou.";
  throw lacksPart(pack, "evaluator", "evaluator pack", cure);
}

function assertReasoning({ cot, evaluator }: RunRequest, pack: PackManifest | null): void {
  if (cot === null) return;
  if (BASELINES.includes(evaluator)) {
    const cure = "Leave the chain of thought to the evaluators pack and chat.";
    throw usage(`The baseline ${evaluator} does not reason.`, "cot", cure);
  }
  if (evaluator !== "pack" || !cot || pack?.evaluator?.prompts.cot !== undefined) return;
  const message = `The evaluator of the pack ${pack?.id} has no prompt with chain of thought.`;
  throw usage(message, "cot", "Run it without chain of thought.");
}

function noEndpoint(where: string): AppError {
  return usage(
    "No endpoint is configured, so nothing can be asked of one.",
    where,
    "Name one: in the studio's settings, or with --endpoint URL --model NAME; the key, if it wants one, in REA2SEG_API_KEY.",
  );
}
