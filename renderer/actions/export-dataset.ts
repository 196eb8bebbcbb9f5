import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const exportDataset: Action = {
  id: "export-dataset",
  title: "Export samples…",
  group: "Samples",
  keys: [],
  keywords: ["export", "reasonseg", "coco", "yolo", "png", "internvl", "save"],
  predicate: ({ session }) => session !== null,
  perform: () => openDialog("export-dataset"),
};
