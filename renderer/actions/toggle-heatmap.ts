import { toggle } from "#renderer/canvas";
import type { Action } from "./contract.ts";

export const toggleHeatmap: Action = {
  id: "toggle-heatmap",
  title: "Attention heatmap",
  group: "View",
  keys: ["M"],
  keywords: ["attention", "tokens"],
  predicate: ({ session }) => session?.store.getState().sample?.detail.run != null,
  perform: () => toggle("heatmap"),
};
