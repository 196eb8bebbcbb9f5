import { toggle } from "#renderer/canvas";
import type { Action } from "./contract.ts";

export const toggleReference: Action = {
  id: "toggle-reference",
  title: "Reference mask",
  group: "View",
  keys: ["G"],
  keywords: ["ground truth", "dataset"],
  predicate: ({ session }) => session?.store.getState().sample?.detail.groundTruth != null,
  perform: () => toggle("reference"),
};
