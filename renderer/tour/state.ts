import { create } from "zustand";
import { openDialog } from "#renderer/shell";

/** What the tour shows, in its order; the name of an anchor is that of an element's `data-tour`. */
export const TOUR_STEPS = [
  "queue",
  "question",
  "canvas",
  "tools",
  "candidates",
  "verdict",
  "pipeline",
  "help",
] as const;
export type TourStep = (typeof TOUR_STEPS)[number];

interface TourState {
  /** Somebody wants it; it starts as soon as there is a project to show it on. */
  readonly asked: boolean;
  /** Which step is shown; null: none. */
  readonly at: number | null;
}

export const useTour = create<TourState>(() => ({ asked: false, at: null }));

/** From help, the settings and the palette. What lies over the work goes. */
export function askForTour(): void {
  openDialog(null);
  useTour.setState({ asked: true, at: null });
}

export const startTour = (): void => useTour.setState({ asked: false, at: 0 });

export const endTour = (): void => useTour.setState({ asked: false, at: null });

/** To the step after (1) or before (-1); behind the last one it is over. Answers whether it goes on. */
export function walkTour(by: 1 | -1): boolean {
  const { at } = useTour.getState();
  if (at === null) return false;
  const next = Math.max(0, at + by);
  useTour.setState({ at: next < TOUR_STEPS.length ? next : null });
  return next < TOUR_STEPS.length;
}
