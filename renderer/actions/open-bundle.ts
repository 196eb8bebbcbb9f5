import { onDesktop } from "#renderer/link";
import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const openBundle: Action = {
  id: "open-bundle",
  title: "Open a project bundle…",
  group: "Studio",
  keys: [],
  keywords: ["rea2seg", "zip", "unpack", "file", "project"],
  // The system's own dialog: a browser cannot show it.
  predicate: onDesktop,
  perform: () => openDialog("open-bundle"),
};
