import { type Action, hasSample } from "./contract.ts";

export const discoverCandidates: Action = {
  id: "discover-candidates",
  title: "Discover candidates",
  group: "Mask",
  keys: [],
  keywords: ["run", "grid", "amg", "attention", "propose", "search"],
  predicate: hasSample,
  perform: ({ session }) => void session?.discover("settings"),
};
