import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const importDataset: Action = {
  id: "import-dataset",
  title: "Import a dataset…",
  group: "Samples",
  keys: [],
  keywords: ["import", "reasonseg", "coco", "labelme", "refcoco", "parquet", "samples", "folder"],
  perform: () => openDialog("import-dataset"),
};
