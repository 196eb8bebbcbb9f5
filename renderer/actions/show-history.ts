import { openDialog } from "#renderer/shell";
import { type Action, hasSample } from "./contract.ts";

export const showHistory: Action = {
  id: "history",
  title: "History of the sample",
  group: "Verdict",
  keys: ["Shift+H"],
  keywords: ["wording", "versions", "diff", "verdicts", "who", "when"],
  predicate: hasSample,
  perform: () => openDialog("history"),
};
