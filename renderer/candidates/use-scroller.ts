import { type RefObject, useLayoutEffect, useState } from "react";

interface Scroller {
  readonly scroller: HTMLElement | null;
  /** How far below the start of what scrolls the element begins, in pixels. */
  readonly margin: number;
}

/** What an element scrolls in, and where in it; told anew when something above it changes its size. */
export function useScroller(element: RefObject<HTMLElement | null>): Scroller {
  const [state, setState] = useState<Scroller>({ scroller: null, margin: 0 });
  useLayoutEffect(() => {
    const inner = element.current;
    const scroller = inner && scrollParentOf(inner);
    if (!inner || !scroller) return;
    const measure = (): void => {
      const top = inner.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      const margin = Math.round(top + scroller.scrollTop);
      setState((before) => (before.scroller === scroller && before.margin === margin ? before : { scroller, margin }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    for (const child of scroller.children) observer.observe(child);
    return () => observer.disconnect();
  }, [element]);
  return state;
}

function scrollParentOf(element: HTMLElement): HTMLElement | null {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return null;
}
