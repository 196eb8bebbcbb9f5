import { useView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const polygonTool: Action = {
  id: "tool-polygon",
  title: "Polygon",
  group: "Tools",
  keys: ["P"],
  keywords: ["outline", "vertices"],
  predicate: hasSample,
  perform: () => useView.setState({ tool: "polygon" }),
};
