import { zoomBy } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const zoomOut: Action = {
  id: "zoom-out",
  title: "Zoom out",
  group: "View",
  keys: ["-"],
  keywords: ["smaller"],
  predicate: hasSample,
  perform: () => zoomBy(0.8),
};
