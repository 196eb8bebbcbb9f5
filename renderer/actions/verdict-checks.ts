import { type Check, checkSchema } from "#core/samples";
import { englishLanguage } from "#renderer/language";
import { type Action, hasSample } from "./contract.ts";

/** Shift+1 to Shift+6, in the order of the verdict card: yes, no, not answered. */
const ofCheck = (check: Check, index: number): Action => ({
  id: `check-${check}`,
  title: `${englishLanguage.catalogue.points.checks[check].short}?`,
  group: "Verdict",
  keys: [`Shift+${index + 1}`],
  keywords: ["check", "verdict card", "yes", "no"],
  predicate: (context) => hasSample(context) && !(check === "needs-image" && isProved(context)),
  perform: ({ session }) => session?.cards.cycle(check),
});

export const verdictChecks: readonly Action[] = checkSchema.options.map(ofCheck);

export const checkActions = Object.fromEntries(
  checkSchema.options.map((check, index) => [check, verdictChecks[index]]),
) as Readonly<Record<Check, Action>>;

/** For the many samples with which nothing is wrong. */
export const checkTheRest: Action = {
  id: "check-the-rest",
  title: "All points not answered yet: yes",
  group: "Verdict",
  keys: [`Shift+${checkSchema.options.length + 1}`],
  keywords: ["check", "verdict card", "all good"],
  predicate: hasSample,
  perform: ({ session }) => session?.cards.answerRest(),
};

/** What was proved is not for a person to answer. */
const isProved = ({ session }: Parameters<typeof hasSample>[0]): boolean =>
  session?.store.getState().sample?.detail.isProved ?? false;
