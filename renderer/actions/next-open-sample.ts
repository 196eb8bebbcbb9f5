import { type Action, hasSample } from "./contract.ts";

export const nextOpenSample: Action = {
  id: "next-open-sample",
  title: "Next unreviewed sample",
  group: "Samples",
  keys: ["Mod+Shift+D"],
  keywords: ["todo", "open", "queue"],
  predicate: hasSample,
  perform: ({ session }) => void session?.nextOpen(),
};
