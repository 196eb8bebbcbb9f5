import { notify } from "#renderer/feedback";
import { textNow } from "#renderer/language";
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
        message: textNow().shell.unsaved,
        cure: textNow().shell.unsavedCure,
      });
    } else showHome();
  },
};
