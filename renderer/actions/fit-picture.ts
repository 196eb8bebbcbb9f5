import { fitView } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const fitPicture: Action = {
  id: "fit",
  title: "Fit the picture",
  group: "View",
  keys: ["F"],
  keywords: ["zoom", "whole", "reset"],
  predicate: hasSample,
  perform: () => fitView(),
};
