import { isEmpty } from "#renderer/session";
import type { Action } from "./contract.ts";

export const clearPrompts: Action = {
  id: "clear-prompts",
  title: "Clear all points and the box",
  group: "Mask",
  keys: [],
  keywords: ["remove", "reset", "sam"],
  predicate: ({ session }) => session !== null && !isEmpty(session.prompts()),
  perform: ({ session }) => session?.clearPrompts(),
};
