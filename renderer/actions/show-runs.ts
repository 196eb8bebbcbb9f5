import { openDialog } from "#renderer/shell";
import { type Action, hasSample } from "./contract.ts";

export const showRuns: Action = {
  id: "runs",
  title: "Runs over many samples…",
  group: "Samples",
  keys: ["J"],
  keywords: ["run", "batch", "evaluate", "score", "discover", "pause", "resume", "cancel", "jobs"],
  predicate: hasSample,
  perform: () => openDialog("runs"),
};
