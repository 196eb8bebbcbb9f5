import { checkSchema } from "#core/samples";
import { checkWords } from "#renderer/words";
import { type Action, hasSample } from "./contract.ts";

/** Shift+1 to Shift+6, in the order of the verdict card: yes, no, not answered. */
export const verdictChecks: readonly Action[] = checkSchema.options.map((check, index) => ({
  id: `check-${check}`,
  title: `${checkWords[check].short}?`,
  group: "Verdict",
  keys: [`Shift+${index + 1}`],
  keywords: ["check", "verdict card", "yes", "no"],
  predicate: (context) => hasSample(context) && !(check === "needs-image" && isProved(context)),
  perform: ({ session }) => session?.cards.cycle(check),
}));

/** What was proved is not for a person to answer. */
const isProved = ({ session }: Parameters<typeof hasSample>[0]): boolean =>
  session?.store.getState().sample?.detail.isProved ?? false;
