/** What an evaluator said before it scored, and what its words name. */
export const reasoning = {
  title: "Reasoning",
  whose: "The evaluator that said it, in the sample's newest run",
  groups: (names: readonly number[]) => `${names.length > 1 ? "groups" : "group"} ${names.join(", ")}`,
  noCandidate: "no candidate shows it alone",
  candidates: (ranks: readonly number[]) => `candidate ${ranks.join(", ")}`,
};
