import type { Check, Reason } from "#core/samples";

/** What a check asks, in the words of the verdict card; the long form is for those who meet it first. */
const checks: Readonly<Record<Check, { readonly short: string; readonly long: string }>> = {
  answerable: { short: "Answerable", long: "The picture holds an answer to this question." },
  unambiguous: { short: "Unambiguous", long: "There is one answer, and people would agree on it." },
  "needs-image": {
    short: "Needs image",
    long: "No shortcut: who has not seen the picture could not answer.",
  },
  referent: { short: "Right object", long: "The mask is on what the question means." },
  complete: { short: "Complete", long: "All of it is in the mask, and nothing else." },
  boundary: { short: "Boundary good", long: "The mask's edge follows the object's." },
};

const reasons: Readonly<Record<Reason, string>> = {
  unanswerable: "not answerable",
  ambiguous: "ambiguous",
  shortcut: "answerable without the image",
  "false-premise": "false premise",
  wording: "wording",
  "wrong-object": "wrong object",
  "part-missing": "part missing",
  "too-much": "too much",
  "rough-boundary": "rough boundary",
  "bad-picture": "bad picture",
  duplicate: "duplicate",
  other: "other",
};

/** The points of a verdict, and why a sample is rejected or had to be fixed. */
export const points = { checks, reasons };
