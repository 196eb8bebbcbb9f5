import { asSeen } from "#renderer/session";
import type { Action } from "./contract.ts";

export const rankByNext: Action = {
  id: "rank-by-next",
  title: "Rank the candidates by the next evaluator",
  group: "View",
  keys: ["Shift+E"],
  keywords: ["evaluator", "ranking", "order", "score", "compare"],
  predicate: ({ session }) =>
    (session ? (asSeen(session.store.getState()).sample?.detail.evaluations?.length ?? 0) : 0) > 1,
  perform: ({ session }) => session?.ranking.next(),
};
