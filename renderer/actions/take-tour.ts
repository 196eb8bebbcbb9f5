import { askForTour } from "#renderer/tour";
import type { Action } from "./contract.ts";

export const takeTour: Action = {
  id: "tour",
  title: "Take the tour",
  group: "Studio",
  keys: [],
  keywords: ["help", "introduction", "guide", "first"],
  perform: askForTour,
};
