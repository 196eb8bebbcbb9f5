import { type Action, hasSample } from "./contract.ts";

export const discoverGrid: Action = {
  id: "discover-grid",
  title: "Discover candidates on the whole picture",
  group: "Mask",
  keys: [],
  keywords: ["run", "grid", "amg", "propose", "search"],
  predicate: hasSample,
  perform: ({ session }) => void session?.discover("grid"),
};
