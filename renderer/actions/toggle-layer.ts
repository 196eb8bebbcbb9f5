import { type Action, hasSample } from "./contract.ts";

export const toggleLayer: Action = {
  id: "toggle-layer",
  title: "Paint the mask or the ignore layer",
  group: "Tools",
  keys: ["I"],
  keywords: ["ignore", "255", "void", "uncertain", "region", "layer", "switch"],
  predicate: hasSample,
  perform: ({ session }) => {
    if (!session) return;
    session.edits.setLayer(session.store.getState().layer === "mask" ? "ignore" : "mask");
  },
};
