import { toggle } from "#renderer/canvas";
import type { Action } from "./contract.ts";

export const toggleReference: Action = {
  id: "toggle-reference",
  title: "Reference mask",
  group: "View",
  keys: ["R"],
  keywords: ["ground truth", "dataset", "ignore region"],
  predicate: ({ session }) => {
    const detail = session?.store.getState().sample?.detail;
    return detail != null && (detail.groundTruth !== null || detail.ignore !== null);
  },
  perform: () => toggle("reference"),
};
