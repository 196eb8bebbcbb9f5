import { type Action, hasSample } from "./contract.ts";

export const reject: Action = {
  id: "reject",
  title: "Reject",
  group: "Verdict",
  keys: ["Mod+Backspace"],
  keywords: ["bad", "wrong", "verdict"],
  predicate: hasSample,
  perform: ({ session }) => void session?.decide("rejected"),
};
