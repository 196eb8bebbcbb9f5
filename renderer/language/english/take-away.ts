import { number } from "./counts.ts";

/** Taking samples and reviewed masks away. */
export const takeAway = {
  samples: {
    title: "Export samples",
    masks: "Masks",
    current: "As reviewed",
    currentHint: "The mask that was accepted or fixed; where there is none, the dataset’s own.",
    reference: "Reference",
    referenceHint: "The dataset’s own masks, whatever was made here.",
    which: "Samples that are",
    start: "Export",
  },
  review: {
    title: "Export the reviewed masks",
    noReview: "This project did not begin with masks to review.",
    noReviewHint: "Its samples can be exported as a dataset. A review begins on the start screen, with “Review masks”.",
    cameFrom: "The masks came from",
    how: "They go out under the same names and in the same encoding. What nobody changed is copied byte by byte; the masks that came are never written over.",
    rejected: "Rejected masks",
    "leave-out": "Leave out",
    "leave-out-hint": "Masks that were rejected do not go out; review.json and review.csv list them.",
    keep: "Keep",
    "keep-hint": "Masks that were rejected go out as they came; review.json and review.csv tell which they are.",
    open: (count: number) =>
      `${number(count)} without a verdict ${count === 1 ? "goes out as it came" : "go out as they came"}`,
    start: "Export the masks",
  },
};
