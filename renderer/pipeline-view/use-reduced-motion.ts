import { useSyncExternalStore } from "react";

const QUERY = "(prefers-reduced-motion: reduce)";

function watch(changed: () => void): () => void {
  const list = window.matchMedia(QUERY);
  list.addEventListener("change", changed);
  return () => list.removeEventListener("change", changed);
}

/** Whether the person has asked for less motion, as it is now. */
export const useReducedMotion = (): boolean => useSyncExternalStore(watch, () => window.matchMedia(QUERY).matches);
