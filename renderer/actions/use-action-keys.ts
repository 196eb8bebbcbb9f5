import { useEffect } from "react";
import { runsOnMac } from "#renderer/keymap";
import { hasDialog, isCovered, isLeaving } from "#renderer/shell";
import type { ActionContext } from "./contract.ts";
import { type Dispatched, press, release } from "./dispatch.ts";
import { allActions } from "./registry.ts";

/** Listens for the keys of all actions as long as the component is there. */
export function useActionKeys(context: ActionContext): void {
  useEffect(() => {
    const isMac = runsOnMac();
    const down = (event: KeyboardEvent): void => {
      // The Escape that closes a dialog, or comes while one fades out, is meant for it and nothing below it.
      const covered = event.key === "Escape" ? hasDialog() : isCovered();
      press(allActions, dispatched(event), context, { isMac, isCovered: covered });
    };
    const up = (event: KeyboardEvent): void => release(allActions, dispatched(event), context);
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

function dispatched(event: KeyboardEvent): Dispatched {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey, repeat, target } = event;
  const altGraph = event.getModifierState("AltGraph");
  const isGone = target instanceof Element && isLeaving(target);
  return {
    ...{ key, code, ctrlKey, metaKey, altKey, shiftKey, altGraph, repeat },
    // What has the focus within a dialog that is going gets no more keys.
    target: isGone ? document.body : target,
    preventDefault: () => event.preventDefault(),
  };
}
