import { useEffect, useRef } from "react";
import { create } from "zustand";

/** How many parts of the settings have a question open that Escape answers. */
const useHolders = create(() => ({ count: 0 }));

/** Whether Escape is meant for something within the dialog: then it must not close the dialog as well. */
export const useEscapeIsHeld = (): boolean => useHolders(({ count }) => count > 0);

/** As long as `isHeld`, Escape does this, wherever in the dialog the focus is, and nothing else. */
export function useOwnEscape(isHeld: boolean, onEscape: () => void): void {
  const latest = useRef(onEscape);
  latest.current = onEscape;
  useEffect(() => {
    if (!isHeld) return;
    useHolders.setState(({ count }) => ({ count: count + 1 }));
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.isComposing || hasOwnMeaning(event.target)) return;
      // The answer ends the hold at once: who hears of the key after us would take it for the dialog's.
      event.stopImmediatePropagation();
      latest.current();
    };
    window.addEventListener("keydown", press, { capture: true });
    return () => {
      window.removeEventListener("keydown", press, { capture: true });
      useHolders.setState(({ count }) => ({ count: count - 1 }));
    };
  }, [isHeld]);
}

/** An open list of choices and the field that records a key have an Escape of their own; this is how Mantine knows. */
const hasOwnMeaning = (target: EventTarget | null): boolean =>
  target instanceof Element && target.getAttribute("data-mantine-stop-propagation") === "true";
