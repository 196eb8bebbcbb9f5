import { type Action, hasSample } from "./contract.ts";

export const editQuestion: Action = {
  id: "edit-question",
  title: "Change the question",
  group: "Verdict",
  keys: ["Shift+Q"],
  keywords: ["edit", "wording", "rewrite"],
  predicate: hasSample,
  perform: ({ session }) => session?.questions.begin(),
};
