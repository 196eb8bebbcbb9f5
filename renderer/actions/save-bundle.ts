import { onDesktop } from "#renderer/link";
import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const saveBundle: Action = {
  id: "save-bundle",
  title: "Save the project as a bundle…",
  group: "Studio",
  keys: [],
  keywords: ["rea2seg", "zip", "pack", "file", "share", "send"],
  predicate: ({ session }) => session !== null && onDesktop(),
  perform: () => openDialog("save-bundle"),
};
