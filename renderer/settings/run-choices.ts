import type { Settings } from "./use-settings.ts";

type RunChoices = Pick<Settings["run"], "pack" | "attention" | "evaluator" | "groupSize">;

/** What a run can be made with, for the settings and for runs over many samples. */
export const attentions = [
  { value: "grid", label: "Uniform grid: the whole picture" },
  { value: "pack", label: "The pack's segmenter" },
  { value: "chat", label: "The endpoint" },
];

export const evaluators = [
  { value: "predicted-iou", label: "SAM's predicted IoU (reads no question)" },
  { value: "pack", label: "The pack's evaluator" },
  { value: "chat", label: "The endpoint" },
  { value: "random", label: "Random (baseline)" },
  { value: "oracle", label: "Oracle (uses ground truth)" },
];

export const reasonings = [
  { value: "default", label: "As the evaluator prefers" },
  { value: "on", label: "On" },
  { value: "off", label: "Off" },
];

export interface ChosenPack {
  readonly segmenter: boolean | null;
  readonly evaluator?: { readonly groupSize: number } | null;
}

/** What would refuse a run with these settings, or what it sends; null where nothing is to be said. */
export function problemOf(run: RunChoices, pack: ChosenPack | undefined, hasEndpoint: boolean): string | null {
  const name = run.pack ?? "mobilesam";
  if (pack === undefined && run.pack !== null) return `The pack ${name} is not installed (page Model packs).`;
  if (run.attention === "pack" && !pack?.segmenter)
    return `The pack ${name} has no segmenter: choose another source of attention.`;
  if (run.evaluator === "pack" && !pack?.evaluator) return `The pack ${name} has no evaluator: choose another one.`;
  const most = run.evaluator === "pack" ? (pack?.evaluator?.groupSize ?? 15) : 15;
  if (run.groupSize > most) return `The evaluator of ${name} takes ${most} masks at once.`;
  if (!hasEndpoint && (run.attention === "chat" || run.evaluator === "chat"))
    return "No endpoint is configured (page Endpoint).";
  if (run.attention === "chat" || run.evaluator === "chat") {
    return "Each run that you start sends its picture to the endpoint. Runs that start by themselves never do.";
  }
  return null;
}
