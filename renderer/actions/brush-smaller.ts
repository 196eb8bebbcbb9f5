import { stepBrush } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const brushSmaller: Action = {
  id: "brush-smaller",
  title: "Smaller brush",
  group: "Tools",
  keys: ["["],
  keywords: ["size", "diameter"],
  predicate: hasSample,
  perform: () => stepBrush(-1),
};
