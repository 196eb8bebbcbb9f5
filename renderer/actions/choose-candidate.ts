import { type Action, hasSample } from "./contract.ts";

const ofRank = (rank: number): Action => ({
  id: `candidate-${rank}`,
  title: `Choose candidate ${rank}`,
  group: "Mask",
  keys: [String(rank)],
  keywords: ["mask", "gallery"],
  predicate: ({ session }) =>
    session?.store.getState().sample?.detail.candidates.some((one) => one.rank === rank) ?? false,
  explains: hasSample,
  perform: ({ session }) => session?.chooseRank(rank),
});

/** Keys 1 to 9. */
export const chooseCandidate: readonly Action[] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(ofRank);
