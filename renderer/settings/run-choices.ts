import type { Catalogue } from "#renderer/language";
import type { Settings } from "./use-settings.ts";

type RunChoices = Pick<Settings["run"], "pack" | "attention" | "evaluator" | "groupSize">;

/** A list of choices from the catalogue's words, for the settings and for runs over many samples. */
export const choices = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

export interface ChosenPack {
  readonly segmenter: boolean | null;
  readonly evaluator?: { readonly groupSize: number } | null;
}

/** What would refuse a run with these settings, or what it sends; null where nothing is to be said. */
export function problemOf(
  words: Catalogue["settings"]["runs"],
  run: RunChoices,
  pack: ChosenPack | undefined,
  hasEndpoint: boolean,
): string | null {
  const name = run.pack ?? "mobilesam";
  const asksEndpoint = run.attention === "chat" || run.evaluator === "chat";
  if (pack === undefined && run.pack !== null) return words.notInstalled(name);
  if (run.attention === "pack" && !pack?.segmenter) return words.noSegmenter(name);
  if (run.evaluator === "pack" && !pack?.evaluator) return words.noEvaluator(name);
  const most = run.evaluator === "pack" ? (pack?.evaluator?.groupSize ?? 15) : 15;
  if (run.groupSize > most) return words.tooMany(name, most);
  if (!asksEndpoint) return null;
  return hasEndpoint ? words.sends : words.noEndpoint;
}
