import { type Action, hasSample } from "./contract.ts";

export const previousSample: Action = {
  id: "previous-sample",
  title: "Previous sample",
  group: "Samples",
  keys: ["A"],
  keywords: ["back", "queue"],
  predicate: hasSample,
  perform: ({ session }) => void session?.step(-1),
};
