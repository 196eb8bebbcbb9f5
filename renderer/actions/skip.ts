import { type Action, hasSample } from "./contract.ts";

export const skip: Action = {
  id: "skip",
  title: "Skip",
  group: "Verdict",
  keys: ["Mod+Space"],
  keywords: ["later", "unsure", "verdict"],
  predicate: hasSample,
  perform: ({ session }) => void session?.decide("skipped"),
};
