import { type Action, hasSample } from "./contract.ts";

export const undo: Action = {
  id: "undo",
  title: "Undo",
  group: "Mask",
  keys: ["Mod+Z"],
  keywords: ["back", "revert"],
  predicate: ({ session }) => (session?.store.getState().sample?.undoDepth ?? 0) > 0,
  explains: hasSample,
  perform: ({ session }) => void session?.undo(),
};
