import { openDialog } from "#renderer/shell";
import { type Action, hasSample } from "./contract.ts";

export const openJudging: Action = {
  id: "open-judging",
  title: "Judging: rules and who judges what…",
  group: "Studio",
  keys: ["Shift+J"],
  keywords: ["blind", "readers", "assign", "annotators", "hide scores"],
  predicate: hasSample,
  perform: () => openDialog("judging"),
};
