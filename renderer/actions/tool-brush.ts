import { useView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const brushTool: Action = {
  id: "tool-brush",
  title: "Brush",
  group: "Tools",
  keys: ["B"],
  keywords: ["paint", "draw", "stroke"],
  predicate: hasSample,
  perform: () => useView.setState({ tool: "brush" }),
};
