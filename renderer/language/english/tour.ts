/** The first-run tour on the demo. `key` is the action's key as it is now, or null where it has none. */
const or = (key: string | null, otherwise: string): string => key ?? otherwise;

export const tour = {
  label: "Tour",
  progress: (step: number, count: number) => `${step} of ${count}`,
  next: "Next",
  back: "Back",
  skip: "Skip the tour",
  done: "Done",
  steps: {
    queue: {
      title: "The queue",
      text: (keys: TourKeys) =>
        `Each row is a question about a picture. ${or(keys.nextSample, "A click")} opens the next one, ${or(keys.previousSample, "a click")} the one before; filters narrow the list.`,
    },
    question: {
      title: "The question",
      text: () =>
        "Read it first: the mask below has to answer exactly this. The pencil changes its wording, with a history.",
    },
    canvas: {
      title: "The picture",
      text: (keys: TourKeys) =>
        `With the SAM point tool (${or(keys.pointTool, "above the picture")}) click what is meant and a mask follows. The wheel zooms, Space-drag pans, and holding ${or(keys.hideMasks, "“hide”")} shows the picture bare.`,
    },
    tools: {
      title: "Tools",
      text: (keys: TourKeys) =>
        `Brush ${or(keys.brush, "")} and eraser ${or(keys.eraser, "")} correct the mask to the pixel. Each stroke is saved as it ends, and ${or(keys.undo, "undo")} takes it back, tomorrow too.`,
    },
    candidates: {
      title: "Candidates",
      text: (keys: TourKeys) =>
        `Masks that could be the answer, best score first. ${or(keys.candidate, "A click")} chooses the first one; resting on one shows it on the picture.`,
    },
    verdict: {
      title: "Your verdict",
      text: (keys: TourKeys) =>
        `Accept (${or(keys.accept, "below")}) if mask and question are right, fix and accept once you have corrected the mask, or reject with a reason. The next sample opens by itself.`,
    },
    pipeline: {
      title: "Why this mask?",
      text: () => "Every step from attention to ranks is laid open here. Open one to see it on the picture.",
    },
    help: {
      title: "Help is here",
      text: (keys: TourKeys) =>
        `${or(keys.help, "This button")} lists every key; all of them can be changed. ${or(keys.palette, "The command palette")} finds every command by its name.`,
    },
  },
};

export interface TourKeys {
  readonly nextSample: string | null;
  readonly previousSample: string | null;
  readonly pointTool: string | null;
  readonly hideMasks: string | null;
  readonly brush: string | null;
  readonly eraser: string | null;
  readonly undo: string | null;
  readonly candidate: string | null;
  readonly accept: string | null;
  readonly help: string | null;
  readonly palette: string | null;
}
