import type { Candidate } from "#core/samples";
import { useView } from "#renderer/canvas";
import type { Combination } from "#renderer/editing";
import type { Action, ActionContext } from "./contract.ts";

/** How a candidate can be combined with the mask, in words that go before "candidate 3". */
export const combinations: readonly { readonly how: Combination; readonly title: string; readonly key: string }[] = [
  { how: "union", title: "Union with", key: "Shift+U" },
  { how: "intersection", title: "Intersect with", key: "Shift+I" },
  { how: "difference", title: "Subtract", key: "Shift+S" },
  { how: "xor", title: "XOR with", key: "Shift+X" },
];

type Find = (candidates: readonly Candidate[]) => Candidate | undefined;

const found = ({ session }: ActionContext, find: Find): Candidate | undefined =>
  find(session?.store.getState().sample?.detail.candidates ?? []);

function combining(parts: Pick<Action, "id" | "title" | "keys" | "hidden">, how: Combination, find: Find): Action {
  return {
    ...parts,
    group: "Mask",
    keywords: ["merge", "boolean", "combine", how],
    predicate: (context) => found(context, find) !== undefined,
    perform: (context) => {
      const candidate = found(context, find);
      if (candidate) void context.session?.edits.combine(candidate, how);
    },
  };
}

/** What a combination's key belongs to. */
export const hoveredCombination = (how: Combination): Pick<Action, "id" | "keys"> => ({
  id: `${how}-hovered`,
  keys: combinations.filter((one) => one.how === how).map(({ key }) => key),
});

/** With the candidate that the pointer rests on, by key; with any of the first nine, by name. */
export const combineCandidate: readonly Action[] = combinations.flatMap(({ how, title, key }) => [
  combining(
    { id: `${how}-hovered`, title: `${title} the candidate under the pointer`, keys: [key], hidden: true },
    how,
    (candidates) => candidates.find(({ id }) => id === useView.getState().hoveredCandidate),
  ),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((rank) =>
    combining({ id: `${how}-candidate-${rank}`, title: `${title} candidate ${rank}`, keys: [] }, how, (candidates) =>
      candidates.find((one) => one.rank === rank),
    ),
  ),
]);
