import { type Action, hasSample } from "./contract.ts";

export const accept: Action = {
  id: "accept",
  title: "Accept",
  group: "Verdict",
  keys: ["Mod+Enter"],
  keywords: ["good", "correct", "verdict"],
  predicate: hasSample,
  perform: ({ session }) => void session?.decide("accepted"),
};
