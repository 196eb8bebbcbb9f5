import type { Action } from "./contract.ts";
import { applyToMask, hasMask, opStep } from "./whole-mask.ts";

export const smoothMask: Action = {
  id: "smooth-mask",
  title: "Smooth the mask",
  group: "Mask",
  keys: [],
  keywords: ["median", "majority", "round off"],
  predicate: hasMask,
  perform: applyToMask(({ width, height }) => ({ kind: "smooth", radius: 2 * opStep(width, height) })),
};
