import { stepBrush } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const brushLarger: Action = {
  id: "brush-larger",
  title: "Larger brush",
  group: "Tools",
  keys: ["]"],
  keywords: ["size", "diameter", "bigger"],
  predicate: hasSample,
  perform: () => stepBrush(1),
};
