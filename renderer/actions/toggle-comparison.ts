import { toggle } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const toggleComparison: Action = {
  id: "toggle-comparison",
  title: "Difference of candidate and mask",
  group: "View",
  keys: ["X"],
  keywords: ["xor", "compare", "gallery"],
  predicate: hasSample,
  perform: () => toggle("comparison"),
};
