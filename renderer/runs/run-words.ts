import type { BatchPlan, SampleSelection } from "#core/samples";
import type { BatchInfo } from "#electron/api";
import { textNow } from "#renderer/language";
import { filterParts } from "#renderer/queue";
import { queueFilterOf } from "#renderer/session";
import { oneLine } from "#renderer/words";

/** "finished, 2 failed": the state with what became of the samples where not all went well. */
export function stateWords({ state, failed }: Pick<BatchInfo, "state" | "failed">): string {
  const { states, withFailures } = textNow().runs;
  return failed > 0 ? withFailures(states[state], failed) : states[state];
}

/** What a run does with each sample, in a line. */
export const planWords = (plan: BatchPlan): string => textNow().runs.plan(plan, oneLine(plan.pack ?? "mobilesam", 60));

/** Which samples a run was started over. */
export function selectionWords(selection: SampleSelection): string {
  const { runs, queue } = textNow();
  if (selection.kind === "all") return runs.all;
  if (selection.kind === "samples") return runs.chosen(selection.ids.length);
  const { search = "", status = [] } = selection.filter;
  const words = [
    ...(search === "" ? [] : [runs.searched(oneLine(search, 40))]),
    ...status.map((one) => queue.statuses[one]),
    ...filterParts(queueFilterOf(selection.filter)).map((part) => part.words),
  ];
  return words.length === 0 ? runs.all : runs.filtered(words);
}

/** "2.4 s a sample · about 3 min left"; nothing before the first sample was finished. */
export function paceWords({ perSecond, secondsLeft }: Pick<BatchInfo, "perSecond" | "secondsLeft">): string {
  if (perSecond === null || secondsLeft === null) return "";
  return textNow().runs.pace(perSecond, secondsLeft);
}

export const stepWords = (step: string): string => textNow().runs.steps[step] ?? oneLine(step, 40);
