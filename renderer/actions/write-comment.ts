import { type Action, hasSample } from "./contract.ts";

export const writeComment: Action = {
  id: "comment",
  title: "Write a comment",
  group: "Verdict",
  keys: ["Shift+C"],
  keywords: ["note", "remark"],
  predicate: hasSample,
  perform: () => document.querySelector<HTMLElement>("[data-comment]")?.focus(),
};
