import type { BatchPlan } from "#core/samples";
import { counted, number } from "./counts.ts";

const samples = (count: number): string => counted(count, "sample");

const evaluators: Readonly<Record<BatchPlan["evaluator"], string>> = {
  pack: "the pack's evaluator",
  chat: "the endpoint's scores",
  "predicted-iou": "SAM's predicted IoU",
  random: "random scores",
  oracle: "the oracle (uses ground truth)",
};

const seeded = (seed: number): string => (seed === 0 ? "" : ` · seed ${seed}`);
const finds = (plan: BatchPlan): string => (plan.candidates === "keep" ? "score anew" : "discover and score");

const left = (seconds: number): string => {
  if (seconds < 1) return "nearly done";
  if (seconds < 60) return `about ${Math.round(seconds)} s left`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${number(Math.round(seconds / 3600))} h left`;
};

/** Runs over many samples. Their settings' choices are in the settings. */
export const runs = {
  title: "Runs",
  close: "Close",
  list: "Runs of this project",
  none: "No run yet.",
  noneHint:
    "A run looks for candidates and scores them, sample after sample. Results show up as they come; closing this stops nothing.",
  samples,
  states: {
    queued: "waiting",
    running: "running",
    paused: "paused",
    finished: "finished",
    cancelled: "cancelled",
  },
  withFailures: (state: string, failed: number) => `${state}, ${number(failed)} failed`,
  /** `pack` is its name as it can be shown. */
  plan: (plan: BatchPlan, pack: string) =>
    plan.automatic
      ? `${finds(plan)} · pack by the picture${seeded(plan.seed)}`
      : `${finds(plan)} · ${pack} · ${evaluators[plan.evaluator]} · groups of ${plan.groupSize}${plan.cot === null ? "" : plan.cot ? " · with reasoning" : " · without reasoning"}${seeded(plan.seed)}`,
  all: "all samples",
  chosen: (count: number) => (count === 1 ? "one sample" : "chosen samples"),
  searched: (search: string) => `“${search}”`,
  filtered: (parts: readonly string[]) => `filtered: ${parts.join(", ")}`,
  withoutRun: ", those without a run",
  pace: (perSecond: number, secondsLeft: number) =>
    `${perSecond >= 1 ? `${perSecond.toFixed(1)} samples a second` : `${(1 / perSecond).toFixed(1)} s a sample`} · ${left(secondsLeft)}`,
  steps: {
    encode: "encoding the picture",
    segment: "reading the question",
    discover: "asking SAM",
    evaluate: "scoring",
  } as Readonly<Record<string, string>>,
  step: (step: string, done: number, total: number) => `${step} ${done} / ${total}`,
  withResult: "Samples with a result",
  failedSamples: "Failed samples",
  figures: (done: number, total: number, failed: number) =>
    `${number(done)} of ${number(total)} done${failed > 0 ? ` · ${number(failed)} failed` : ""}`,
  pause: "Pause",
  resume: "Resume",
  retry: (failed: number) => `Retry ${number(failed)} failed`,
  cancel: "Cancel",
  hideFailures: "Hide failures",
  showFailures: "Show failures",
  tried: (times: number) => `Tried ${number(times)} times.`,
  more: (count: number) => `… and ${number(count)} more`,
  chip: { queued: "Run waiting", running: "Run", paused: "Run paused" },
  chipHint: (state: string) => `Run ${state}`,
  fresh: {
    title: "New run",
    which: "Samples",
    sample: "This sample",
    filter: "As filtered",
    all: "All",
    onlyNew: "Only those without a run",
    onlyNewOf: (without: number, all: number) => `Only those without a run (${number(without)} of ${number(all)})`,
    sends: (count: number, host: string | null) =>
      `The questions and pictures of ${samples(count)}, and where it scores their masks, go to ${host ?? "the endpoint"}.`,
    run: "Run",
    runNone: "No sample to run",
    runThem: (count: number) => `Run ${samples(count)}`,
    candidates: "Candidates",
    discover: "Discover anew",
    keep: "Keep, score anew",
    pack: "Model pack",
    byPicture: "By the picture",
    attention: "Attention",
    evaluator: "Evaluator",
    reasoning: "Reasoning",
    groupSize: "Group size",
    seed: "Seed",
  },
};
