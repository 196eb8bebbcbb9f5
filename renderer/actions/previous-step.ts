import { goBy } from "#renderer/pipeline-steps";
import type { Action } from "./contract.ts";

export const previousStep: Action = {
  id: "previous-step",
  title: "Previous step of the pipeline",
  group: "View",
  keys: [","],
  keywords: ["open", "replay", "trace"],
  predicate: ({ session }) => session?.store.getState().sample?.detail.run != null,
  perform: () => goBy(-1),
};
