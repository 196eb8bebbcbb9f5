import { type Action, hasSample } from "./contract.ts";

/** The chips take the focus: Tab goes through them, Space names one, Escape comes back to the picture. */
export const openReasons: Action = {
  id: "reasons",
  title: "Name reasons",
  group: "Verdict",
  keys: ["Shift+R"],
  keywords: ["reject", "fix", "why", "code"],
  predicate: hasSample,
  perform: () => {
    const head = document.querySelector<HTMLElement>("[data-reasons] button");
    if (head?.getAttribute("aria-expanded") === "false") head.click();
    head?.focus();
  },
};
