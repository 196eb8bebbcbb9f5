import type { Action } from "./contract.ts";
import { applyToMask, hasMask, opStep } from "./whole-mask.ts";

export const shrinkMask: Action = {
  id: "shrink-mask",
  title: "Shrink the mask",
  group: "Mask",
  keys: [],
  keywords: ["erode", "contract"],
  predicate: hasMask,
  perform: applyToMask(({ width, height }) => ({ kind: "shrink", by: opStep(width, height) })),
};
