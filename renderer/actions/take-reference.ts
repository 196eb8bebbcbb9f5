import type { Action } from "./contract.ts";

export const takeReference: Action = {
  id: "take-reference",
  title: "Take the reference mask",
  group: "Mask",
  keys: ["Shift+T"],
  keywords: ["ground truth", "dataset", "start from", "copy"],
  predicate: ({ session }) => session?.store.getState().sample?.detail.groundTruth != null,
  perform: ({ session }) => session?.edits.takeReference(),
};
