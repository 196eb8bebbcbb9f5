import { togglePlaying } from "#renderer/pipeline-steps";
import type { Action } from "./contract.ts";

export const replaySteps: Action = {
  id: "replay-steps",
  title: "Replay the steps of the pipeline",
  group: "View",
  keys: [],
  keywords: ["play", "trace"],
  predicate: ({ session }) => session?.store.getState().sample?.detail.run != null,
  perform: () => togglePlaying(),
};
