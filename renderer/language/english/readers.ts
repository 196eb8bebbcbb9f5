import { counted, number } from "./counts.ts";

const samples = (count: number): string => counted(count, "sample");

interface Share {
  readonly annotator: string;
  readonly samples: number;
}

/** Several people who judge each sample: the rules, who has which, and what they said. */
export const readers = {
  title: "Judging",
  close: "Close",
  rules: {
    blind: "Blind, for everybody",
    blindHint: "The target is pointed at before mask, candidates and scores are shown. A rule of this project.",
    ownBlind: "Blind, for me",
    ownBlindHint: "The same for you alone, in every project.",
    hideScores: "Scores hidden until the verdict",
    hideScoresHint:
      "Scores, predicted IoU and what an evaluator said. Candidates keep their order. A rule of this project.",
    readers: "Readers of each sample",
    readersHint:
      "With two or more, each judges alone and sees the others' verdicts when all have judged. A rule of this project.",
  },
  assign: {
    label: "Assign samples",
    title: "Who judges what",
    names: "Annotators",
    namesHint: "Names as they stand under Settings, General, Author",
    typeName: "Type a name, then Enter",
    which: "Which samples",
    shown: (count: number | null) =>
      count === null ? "What the queue shows" : `What the queue shows (${samples(count)})`,
    open: "The open sample",
    perSample: "People a sample",
    keep: "Samples that somebody has stay with them",
    evenly: "Assign evenly",
    takeBack: "Take back",
    takenBack: (count: number) => `${samples(count)} without an annotator now.`,
    done: (assigned: number, shares: readonly Share[], kept: number) =>
      `${samples(assigned)}: ${shares.map((share) => `\u2068${share.annotator}\u2069 ${number(share.samples)}`).join(", ")}.${kept === 0 ? "" : ` ${samples(kept)} left as they were.`}`,
  },
  readings: "Readers",
  given: (given: number, wanted: number) => `${given} of ${wanted} ${wanted === 1 ? "verdict" : "verdicts"}`,
  whenAll: (wanted: number) => `What the others say is shown when all ${wanted} have judged this sample.`,
  point: (name: string, isYes: boolean) => `${name}: ${isYes ? "yes" : "no"}`,
  pointed: (where: string) => `pointed ${where}`,
  rest: "Rest here to see this mask on the picture",
  agreement: {
    decidedDifferently: "They decided differently.",
    decidedSame: "All decided the same.",
    noMask: "Not all of them have a mask.",
    otherMasks: (iou: string) => `All took a mask, but not the same one: their IoU is ${iou} at the least.`,
    sameMask: (iou: string) => `All took a mask; their IoU is ${iou} at the least.`,
  },
};
