import { useView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const eraserTool: Action = {
  id: "tool-eraser",
  title: "Eraser",
  group: "Tools",
  keys: ["E"],
  keywords: ["remove", "rubber", "stroke"],
  predicate: hasSample,
  perform: () => useView.setState({ tool: "eraser" }),
};
