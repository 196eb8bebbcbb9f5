import { useView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const panTool: Action = {
  id: "tool-pan",
  title: "Pan",
  group: "Tools",
  keys: ["V"],
  keywords: ["hand", "move"],
  predicate: hasSample,
  perform: () => useView.setState({ tool: "pan" }),
};
