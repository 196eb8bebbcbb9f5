import { openDialog } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const openSettings: Action = {
  id: "settings",
  title: "Settings",
  group: "Studio",
  keys: ["Mod+,"],
  keywords: ["theme", "dark", "light", "author", "provider", "doctor", "preferences"],
  perform: () => openDialog("settings"),
};
