export { placeCard, type Rect, type Size } from "./place.ts";
export { askForTour, endTour, startTour, TOUR_STEPS, type TourStep, useTour, walkTour } from "./state.ts";
