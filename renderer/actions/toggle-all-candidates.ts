import { toggle } from "#renderer/canvas";
import type { Action } from "./contract.ts";

export const toggleAllCandidates: Action = {
  id: "toggle-all-candidates",
  title: "Outlines of all candidates",
  group: "View",
  keys: ["O"],
  keywords: ["contours", "overlay", "gallery"],
  predicate: ({ session }) => (session?.store.getState().sample?.detail.candidates.length ?? 0) > 0,
  perform: () => toggle("allCandidates"),
};
