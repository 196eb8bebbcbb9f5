import { useView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const pointTool: Action = {
  id: "tool-point",
  title: "SAM point",
  group: "Tools",
  keys: ["Q"],
  keywords: ["click", "segment", "prompt"],
  predicate: hasSample,
  perform: () => useView.setState({ tool: "point" }),
};
