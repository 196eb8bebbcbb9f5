import type { BatchPlan, SampleSelection } from "#core/samples";
import type { BatchInfo } from "#electron/api";
import { filterParts } from "#renderer/queue";
import { queueFilterOf } from "#renderer/session";
import { oneLine } from "#renderer/words";

export const count = (value: number): string => value.toLocaleString("en");

export const manySamples = (value: number): string => `${count(value)} ${value === 1 ? "sample" : "samples"}`;

const stateNames: Readonly<Record<BatchInfo["state"], string>> = {
  queued: "waiting",
  running: "running",
  paused: "paused",
  finished: "finished",
  cancelled: "cancelled",
};

/** "finished, 2 failed": the state with what became of the samples where not all went well. */
export function stateWords({ state, failed }: Pick<BatchInfo, "state" | "failed">): string {
  return failed > 0 ? `${stateNames[state]}, ${count(failed)} failed` : stateNames[state];
}

const evaluatorWords: Readonly<Record<BatchPlan["evaluator"], string>> = {
  pack: "the pack's evaluator",
  chat: "the endpoint's scores",
  "predicted-iou": "SAM's predicted IoU",
  random: "random scores",
  oracle: "the oracle (uses ground truth)",
};

/** What a run does with each sample, in a line. */
export function planWords(plan: BatchPlan): string {
  const finds = plan.candidates === "keep" ? "score anew" : "discover and score";
  if (plan.automatic) return `${finds} · pack by the picture${seedWords(plan)}`;
  const pack = oneLine(plan.pack ?? "mobilesam", 60);
  const cot = plan.cot === null ? "" : plan.cot ? " · with reasoning" : " · without reasoning";
  return `${finds} · ${pack} · ${evaluatorWords[plan.evaluator]} · groups of ${plan.groupSize}${cot}${seedWords(plan)}`;
}

const seedWords = ({ seed }: BatchPlan): string => (seed === 0 ? "" : ` · seed ${seed}`);

/** Which samples a run was started over. */
export function selectionWords(selection: SampleSelection): string {
  if (selection.kind === "all") return "all samples";
  if (selection.kind === "samples") return selection.ids.length === 1 ? "one sample" : "chosen samples";
  const { search = "", status = [] } = selection.filter;
  const words = [
    ...(search === "" ? [] : [`“${oneLine(search, 40)}”`]),
    ...status,
    ...filterParts(queueFilterOf(selection.filter)).map((part) => part.words),
  ];
  return words.length === 0 ? "all samples" : `filtered: ${words.join(", ")}`;
}

/** "2.4 s a sample · about 3 min left"; nothing before the first sample was finished. */
export function paceWords({ perSecond, secondsLeft }: Pick<BatchInfo, "perSecond" | "secondsLeft">): string {
  if (perSecond === null || secondsLeft === null) return "";
  const pace = perSecond >= 1 ? `${perSecond.toFixed(1)} samples a second` : `${(1 / perSecond).toFixed(1)} s a sample`;
  return `${pace} · ${leftWords(secondsLeft)}`;
}

function leftWords(seconds: number): string {
  if (seconds < 1) return "nearly done";
  if (seconds < 60) return `about ${Math.round(seconds)} s left`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${count(Math.round(seconds / 3600))} h left`;
}

const steps: Readonly<Record<string, string>> = {
  encode: "encoding the picture",
  segment: "reading the question",
  discover: "asking SAM",
  evaluate: "scoring",
};

export const stepWords = (step: string): string => steps[step] ?? oneLine(step, 40);
