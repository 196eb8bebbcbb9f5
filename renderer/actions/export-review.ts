import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const exportReview: Action = {
  id: "export-review",
  title: "Export the reviewed masks…",
  group: "Samples",
  keys: [],
  keywords: ["review", "masks", "verdicts", "png", "coco", "same format", "write back"],
  predicate: ({ session }) => session !== null,
  perform: () => openDialog("export-review"),
};
