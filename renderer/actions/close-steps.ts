import { closeSteps as close, usePipelineView } from "#renderer/pipeline-steps";
import type { Action } from "./contract.ts";

export const closeSteps: Action = {
  id: "close-steps",
  title: "Close the steps of the pipeline",
  group: "View",
  keys: ["Escape"],
  keywords: ["trace"],
  predicate: () => usePipelineView.getState().step !== null,
  perform: () => close(),
};
