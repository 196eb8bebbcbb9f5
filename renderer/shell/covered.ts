const DIALOG = '[role="dialog"]';

/**
 * Fading out: told to go, though still drawn. (For the one frame before it fades in a dialog looks the same; nobody
 * has seen it by then, and a key of that frame was meant for what is seen.)
 */
const isGoing = (dialog: Element): boolean => dialog instanceof HTMLElement && dialog.style.opacity === "0";

/** Dialogs that are seen; one that keeps what was entered stays in the page while it is closed. */
const seen = (): Element[] => [...document.querySelectorAll(DIALOG)].filter((dialog) => dialog.checkVisibility());

/** A dialog or a popover is open: keys are its own. */
export const isCovered = (): boolean => seen().some((dialog) => !isGoing(dialog));

/** One is open, or on its way out. */
export const hasDialog = (): boolean => seen().length > 0;

/** The element belongs to a dialog that is on its way out. */
export function isLeaving(element: Element): boolean {
  const dialog = element.closest(DIALOG);
  return dialog !== null && isGoing(dialog);
}
