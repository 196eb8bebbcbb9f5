import { toggle } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const toggleContour: Action = {
  id: "toggle-contour",
  title: "Contour only",
  group: "View",
  keys: ["C"],
  keywords: ["outline", "fill", "opacity"],
  predicate: hasSample,
  perform: () => toggle("contourOnly"),
};
