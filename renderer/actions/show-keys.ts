import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const showKeys: Action = {
  id: "keys",
  title: "Help and keys",
  group: "Studio",
  keys: ["?"],
  keywords: ["shortcuts", "help", "list"],
  perform: () => openDialog("keys"),
};
