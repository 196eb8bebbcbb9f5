import { notify } from "#renderer/feedback";
import { showHome } from "#renderer/shell";
import type { Action } from "./contract.ts";

export const goHome: Action = {
  id: "home",
  title: "Close the project",
  group: "Studio",
  keys: [],
  keywords: ["home", "projects", "leave"],
  predicate: ({ session }) => session !== null,
  perform: ({ session }) => {
    if (session?.store.getState().save.kind === "problem") {
      notify("problem", {
        message: "There are changes that could not be saved yet.",
        cure: "Retry saving them, or give them up, in the banner at the top; then close the project.",
      });
    } else showHome();
  },
};
