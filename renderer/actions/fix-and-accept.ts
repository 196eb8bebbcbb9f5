import { type Action, hasSample } from "./contract.ts";

export const fixAndAccept: Action = {
  id: "fix-and-accept",
  title: "Fix & accept",
  group: "Verdict",
  keys: ["Alt+Enter"],
  keywords: ["corrected", "refined", "verdict"],
  predicate: hasSample,
  perform: ({ session }) => void session?.decide("fixed"),
};
