import { useView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const boxTool: Action = {
  id: "tool-box",
  title: "SAM box",
  group: "Tools",
  keys: ["W"],
  keywords: ["rectangle", "segment", "prompt"],
  predicate: hasSample,
  perform: () => useView.setState({ tool: "box" }),
};
