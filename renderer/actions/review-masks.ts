import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const reviewMasks: Action = {
  id: "review-masks",
  title: "Review masks of another model…",
  group: "Studio",
  keys: [],
  keywords: ["offline", "verify", "predictions", "folder", "accept", "reject"],
  predicate: ({ session }) => session === null,
  perform: () => openDialog("review-masks"),
};
