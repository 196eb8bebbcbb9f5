import { useView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const lassoTool: Action = {
  id: "tool-lasso",
  title: "Lasso",
  group: "Tools",
  keys: ["L"],
  keywords: ["outline", "freehand"],
  predicate: hasSample,
  perform: () => useView.setState({ tool: "lasso" }),
};
