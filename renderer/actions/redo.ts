import { type Action, hasSample } from "./contract.ts";

export const redo: Action = {
  id: "redo",
  title: "Redo",
  group: "Mask",
  keys: ["Mod+Shift+Z", "Mod+Y"],
  keywords: ["again"],
  predicate: ({ session }) => (session?.store.getState().sample?.redoDepth ?? 0) > 0,
  explains: hasSample,
  perform: ({ session }) => void session?.redo(),
};
