import { zoomBy } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const zoomIn: Action = {
  id: "zoom-in",
  title: "Zoom in",
  group: "View",
  keys: ["+", "="],
  keywords: ["larger"],
  predicate: hasSample,
  perform: () => zoomBy(1.25),
};
