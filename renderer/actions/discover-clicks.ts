import type { Action } from "./contract.ts";

export const discoverClicks: Action = {
  id: "discover-clicks",
  title: "Discover candidates from the clicks",
  group: "Mask",
  keys: [],
  keywords: ["run", "points", "propose", "search"],
  predicate: ({ session }) => session?.prompts().points.some((point) => point.label === 1) ?? false,
  perform: ({ session }) => void session?.discover("clicks"),
};
