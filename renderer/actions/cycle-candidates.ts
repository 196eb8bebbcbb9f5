import type { Action } from "./contract.ts";

export const cycleCandidates: Action = {
  id: "cycle-candidates",
  title: "Choose the next candidate",
  group: "Mask",
  keys: ["Tab"],
  keywords: ["cycle", "gallery"],
  canvasOnly: true,
  predicate: ({ session }) => (session?.store.getState().sample?.detail.candidates.length ?? 0) > 0,
  perform: ({ session }) => session?.cycleCandidate(),
};
