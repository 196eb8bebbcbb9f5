import { useView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const hideMasks: Action = {
  id: "hide-masks",
  title: "Hide masks (hold)",
  group: "View",
  keys: ["H"],
  keywords: ["peek"],
  hidden: true,
  predicate: hasSample,
  perform: () => useView.setState({ hidden: true }),
  release: () => useView.setState({ hidden: false }),
};
