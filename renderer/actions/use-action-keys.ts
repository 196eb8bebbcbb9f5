import { useEffect } from "react";
import type { ActionContext } from "./contract.ts";
import { press, release } from "./dispatch.ts";
import { runsOnMac } from "./keys.ts";
import { allActions } from "./registry.ts";

/** A dialog that keeps what was entered stays in the page while it is closed, unseen. */
const isCovered = (): boolean =>
  [...document.querySelectorAll('[role="dialog"]')].some((dialog) => dialog.checkVisibility());

/** Listens for the keys of all actions as long as the component is there. */
export function useActionKeys(context: ActionContext): void {
  useEffect(() => {
    const isMac = runsOnMac();
    const down = (event: KeyboardEvent): void => press(allActions, event, context, { isMac, isCovered: isCovered() });
    const up = (event: KeyboardEvent): void => release(allActions, event, context);
    const blur = (): void => {
      // The key's going up will be told to another window.
      for (const action of allActions) action.release?.(context);
    };
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", blur);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", blur);
    };
  }, [context]);
}
