import type { Action } from "./contract.ts";
import { applyToMask, hasMask } from "./whole-mask.ts";

export const fillHoles: Action = {
  id: "fill-holes",
  title: "Fill the holes of the mask",
  group: "Mask",
  keys: [],
  keywords: ["close", "gaps"],
  predicate: hasMask,
  perform: applyToMask(() => ({ kind: "fill-holes" })),
};
