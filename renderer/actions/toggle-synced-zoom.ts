import { toggle } from "#renderer/canvas";
import { type Action, hasSample } from "./contract.ts";

export const toggleSyncedZoom: Action = {
  id: "toggle-synced-zoom",
  title: "Thumbnails follow the canvas",
  group: "View",
  keys: ["Shift+Z"],
  keywords: ["zoom", "gallery"],
  predicate: hasSample,
  perform: () => toggle("syncedZoom"),
};
