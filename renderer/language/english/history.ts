import { counted } from "./counts.ts";

/** What became of a sample's question and verdicts. */
export const history = {
  title: "History of the sample",
  close: "Close",
  question: "Question",
  asItCame: "as it came",
  noQuestion: "no question",
  restore: "Take this wording again",
  verdicts: "Verdicts",
  noVerdicts: "None yet.",
  earlier: "about an earlier wording",
  point: (name: string, isYes: boolean) => `${name}: ${isYes ? "yes" : "no"}`,
  noPoints: "no points",
  steps: (count: number) => counted(count, "earlier step"),
};
