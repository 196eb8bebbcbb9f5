import { useEffect, useState } from "react";
import type { Rect, TourStep } from "#renderer/tour";

/** Panels come and move as samples are loaded; a look now and then is enough to follow them. */
const LOOK_MS = 200;

/** Where the step's element is in the window; null as long as it is not there. */
export function useAnchor(step: TourStep): Rect | null {
  const [rect, setRect] = useState<Rect | null>(() => rectOf(step));
  useEffect(() => {
    const look = (): void =>
      setRect((before) => {
        const now = rectOf(step);
        return JSON.stringify(before) === JSON.stringify(now) ? before : now;
      });
    look();
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener("resize", look);
    return () => {
      clearInterval(timer);
      window.removeEventListener("resize", look);
    };
  }, [step]);
  return rect;
}

function rectOf(step: TourStep): Rect | null {
  const element = document.querySelector(step === "canvas" ? "[data-canvas]" : `[data-tour="${step}"]`);
  if (!element?.checkVisibility()) return null;
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return { left, top, width: right - left, height: Math.min(bottom, lowestSeen(element)) - top };
}

/** What scrolls may reach beyond its panel and the window: the part that is seen is meant. */
function lowestSeen(element: Element): number {
  let lowest = window.innerHeight;
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) {
      lowest = Math.min(lowest, parent.getBoundingClientRect().bottom);
    }
  }
  return lowest;
}
