import { counted } from "./counts.ts";

/**
 * What the open project tells in passing. What an edit is called ("brush stroke") is not here: it is written into the
 * project's log, where it is the same in every language.
 */
export const notices = {
  pointFirst: "Point at the target first.",
  pointFirstCure: "Click it in the picture; the panel on the right names the keys that do it too.",
  noQuestion: "There is no question to judge yet.",
  noQuestionCure: "Write the question of this sample first (upper right), then give the verdict.",
  noMask: "There is no mask to accept yet.",
  noMaskCure: "Choose a candidate, or click the target with the SAM point tool. Reject or skip need none.",
  runNeedsQuestion: "A run needs a question, and this sample has none yet.",
  runNeedsQuestionCure: "Write the question of this sample first (upper right).",
  maskPoints: "The points about the mask stay open: there is no mask yet.",
  maskPointsCure: "Choose a candidate or make a mask first, then answer them.",
  candidatesSoon: "The candidates are not there yet.",
  candidatesSoonCure: "The model is still at work; they appear in the gallery when it is done.",
  noCandidatesCure: "Discover candidates, or click the target with the SAM point tool.",
  noCandidate: (rank: number) => `There is no candidate ${rank}.`,
  noCandidateCure: (candidates: number) => `This sample has ${counted(candidates, "candidate")}.`,
  nothingToUndo: "There is nothing to undo on this sample.",
  nothingToRedo: "There is nothing to redo on this sample.",
  undoVerdict: (key: string | null) =>
    `To take back the verdict just given, go to the sample before${key === null ? "" : ` (${key})`}, then undo.`,
  undoVerdictElsewhere: "To take back the verdict given last, open its sample in the queue, then undo.",
  moveStopped: {
    undo: "Nothing can be undone now: changes wait to be saved.",
    redo: "Nothing can be redone now: changes wait to be saved.",
  },
  moveStoppedCure: {
    undo: "The banner at the top says what stops the saving. Undo works again once they are saved.",
    redo: "The banner at the top says what stops the saving. Redo works again once they are saved.",
  },
  moveFailed: {
    undo: (why: string) => `Nothing was undone: ${why}`,
    redo: (why: string) => `Nothing was redone: ${why}`,
  },
  last: "This is the last sample of the queue.",
  first: "This is the first sample of the queue.",
  filteredDone: "Every sample that the filter shows has a verdict.",
  filteredDoneCure: "Clear the filter to go on with the others.",
  done: "Every sample has a verdict.",
  /** The keys as they are bound now; null where there is none. */
  doneCure: (before: string | null, after: string | null) =>
    before === null || after === null
      ? "Choose one in the queue to look at it again."
      : `The keys for the sample before and after (${before} and ${after}) go through them.`,
  questionsLeft: (samples: number) =>
    `Every sample that can be judged has a verdict; ${counted(samples, "sample waits", "samples wait")} for a question.`,
  questionsLeftCure: "Filter the queue by “needs a question” to write them.",
  otherMask: (edit: string) => `Another mask was chosen meanwhile: ${edit} was not done.`,
  otherMaskCure: "Do it once more if you still want it.",
  unchanged: (edit: string) => `The mask stays as it is: ${edit} changes nothing.`,
  cancelled: "The work was cancelled.",
  cancelledCure: "Start it again when you want it.",
  silent: "The app behind this window does not answer.",
  silentCure: "If it was closed, start it again (npm start) and open the address that it prints.",
  noGuide: "This guide did not come with the app.",
  noGuideCure: "Read it in the folder docs of the source, and report that it is missing.",
};
