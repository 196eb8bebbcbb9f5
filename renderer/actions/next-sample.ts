import { type Action, hasSample } from "./contract.ts";

export const nextSample: Action = {
  id: "next-sample",
  title: "Next sample",
  group: "Samples",
  keys: ["D"],
  keywords: ["forward", "queue"],
  predicate: hasSample,
  perform: ({ session }) => void session?.step(1),
};
