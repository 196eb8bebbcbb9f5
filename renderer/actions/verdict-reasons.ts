import { reasonSchema } from "#core/samples";
import { englishLanguage } from "#renderer/language";
import { type Action, hasSample } from "./contract.ts";

/** Why a sample is rejected or had to be fixed; several may be named. */
export const verdictReasons: readonly Action[] = reasonSchema.options.map((reason) => ({
  id: `reason-${reason}`,
  title: `Reason: ${englishLanguage.catalogue.points.reasons[reason]}`,
  group: "Verdict",
  keys: [],
  keywords: ["reject", "fix", "why", "code"],
  predicate: hasSample,
  perform: ({ session }) => session?.cards.toggleReason(reason),
}));
