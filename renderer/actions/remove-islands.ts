import type { Action } from "./contract.ts";
import { applyToMask, hasMask, islandArea } from "./whole-mask.ts";

export const removeIslands: Action = {
  id: "remove-islands",
  title: "Remove small islands of the mask",
  group: "Mask",
  keys: [],
  keywords: ["specks", "parts", "components"],
  predicate: hasMask,
  perform: applyToMask(({ width, height }) => ({ kind: "remove-islands", below: islandArea(width, height) })),
};
