import { useView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const fillTool: Action = {
  id: "tool-fill",
  title: "Flood fill",
  group: "Tools",
  keys: ["G"],
  keywords: ["colour", "bucket", "magic wand"],
  predicate: hasSample,
  perform: () => useView.setState({ tool: "fill" }),
};
