import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const importPredictions: Action = {
  id: "import-predictions",
  title: "Import another model’s masks…",
  group: "Samples",
  keys: [],
  keywords: ["predictions", "candidates", "masks", "model", "review", "score"],
  predicate: ({ session }) => session !== null,
  perform: () => openDialog("import-predictions"),
};
