import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const addImages: Action = {
  id: "add-images",
  title: "Add images…",
  group: "Samples",
  keys: [],
  keywords: ["import", "folder", "pictures", "samples"],
  predicate: ({ session }) => session !== null,
  perform: () => openDialog("add-images"),
};
