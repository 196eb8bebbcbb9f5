import { spotlight } from "@mantine/spotlight";
import type { Action } from "./contract.ts";

export const openPalette: Action = {
  id: "palette",
  title: "Command palette",
  group: "Studio",
  keys: ["Mod+K"],
  keywords: ["search", "commands"],
  whileTyping: true,
  hidden: true,
  perform: () => spotlight.toggle(),
};
