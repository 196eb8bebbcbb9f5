import type { Action } from "./contract.ts";
import { applyToMask, hasMask, opStep } from "./whole-mask.ts";

export const growMask: Action = {
  id: "grow-mask",
  title: "Grow the mask",
  group: "Mask",
  keys: [],
  keywords: ["dilate", "expand"],
  predicate: hasMask,
  perform: applyToMask(({ width, height }) => ({ kind: "grow", by: opStep(width, height) })),
};
