import { useEffect } from "react";
import type { ReviewSession } from "#renderer/session";

const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel"] as const;

/** Tells the session that somebody is at work, whatever part of the window that happens in. */
export function useActivity(session: ReviewSession): void {
  useEffect(() => {
    const { seen } = session;
    for (const sign of SIGNS) window.addEventListener(sign, seen, { capture: true, passive: true });
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, seen, { capture: true });
    };
  }, [session]);
}
