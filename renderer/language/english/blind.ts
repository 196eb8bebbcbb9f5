import { number } from "./counts.ts";

/** Pointing at the target before mask and scores are shown. */
export const blind = {
  label: "Point at the target",
  title: "Where would the answer be?",
  how: "Click it in the picture. Mask, candidates and scores are shown once you have.",
  byKeys: (arrows: string, shift: string, point: string) =>
    `${arrows} move a cross, with ${shift} by single pixels; ${point} points there.`,
  nothing: "Nothing to point at",
  isRule: "This project asks everybody to point first.",
  isOwn: "You have chosen to point first (Judging); others in this project may not.",
  pointed: "Pointed",
  pointedHint: (isKeyboard: boolean, seconds: string) =>
    `What you pointed at before any mask was shown, ${isKeyboard ? "by the keyboard" : "by a click"} after ${seconds} s; the cross on the picture. It is kept as it was.`,
  pointedNothing: "nothing to point at",
  noMask: "no mask to compare with yet",
  theMask: "the mask",
  candidate: (rank: number | undefined) => `candidate ${rank}`,
  inside: (mask: string) => `inside ${mask}`,
  empty: (mask: string) => `${mask} is empty`,
  outside: (pixels: number, mask: string) => `${number(pixels)} px outside ${mask}`,
  kept: {
    title: "Pointed at, before a mask was shown",
    how: (isKeyboard: boolean, seconds: string) => `${isKeyboard ? "by the keyboard " : ""}after ${seconds} s`,
    nothing: (how: string) => `nothing to point at, ${how}`,
    at: (x: number, y: number, how: string) => `${x}, ${y}, ${how}`,
    noMask: (where: string) => `${where}; there was no mask yet`,
    theMask: "the mask that was there",
    firstCandidate: "the first candidate",
    inside: (where: string, mask: string) => `${where}; inside ${mask}`,
    outside: (where: string, pixels: number | null, mask: string) =>
      `${where}; ${pixels === null ? "" : `${pixels} px `}outside ${mask}`,
  },
};
