/** The picture: what it waits for, and what is wrong with it. */
export const canvas = {
  label: (pixels: number) => `Picture of the sample; the mask covers ${pixels} pixels`,
  cross: (x: number, y: number) => `cross at ${x}, ${y}`,
  loading: "Loading the picture…",
  afterRun: "SAM answers when the run is done…",
  encoding: "Encoding the picture…",
  answering: "SAM…",
  missing: "The picture of this sample is missing.",
  changed: "The picture of this sample has changed since it was imported.",
  damaged: "The picture of this sample is damaged.",
  cannotShow: "The picture cannot be shown.",
  cure: "Put the original file back at this place and check again. The masks and the verdict of this sample are kept.",
  checkAgain: "Check again",
};
