import { actions } from "#renderer/actions";
import { type KeyOwner, useKeyLabel } from "#renderer/keymap";
import type { TourKeys } from "#renderer/language";

/** The first of the actions that choose a candidate. */
const chooseFirst: KeyOwner = { id: "candidate-1", keys: ["1"] };

/** The keys that the tour speaks of, as they are now. */
export function useTourKeys(): TourKeys {
  return {
    nextSample: useKeyLabel(actions.nextSample),
    previousSample: useKeyLabel(actions.previousSample),
    pointTool: useKeyLabel(actions.pointTool),
    hideMasks: useKeyLabel(actions.hideMasks),
    brush: useKeyLabel(actions.brushTool),
    eraser: useKeyLabel(actions.eraserTool),
    undo: useKeyLabel(actions.undo),
    candidate: useKeyLabel(chooseFirst),
    accept: useKeyLabel(actions.accept),
    help: useKeyLabel(actions.showKeys),
    palette: useKeyLabel(actions.openPalette),
  };
}
