import { type RefObject, useEffect } from "react";

/** Where a thing ends, in pixels below the top of what it scrolls in. */
interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** How far to scroll so that what was seen whole is still seen after its scroller's height changed; 0: not at all. */
export function scrollToKeep({ top, bottom }: Extent, heightBefore: number, height: number): number {
  const wasSeen = top >= 0 && bottom <= heightBefore;
  return wasSeen ? Math.max(0, Math.min(bottom - height, top)) : 0;
}

/** A notice above that appears later, or a smaller window, does not cut off the chosen card. */
export function useStaysInSight(scroller: HTMLElement | null, grid: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (scroller === null) return;
    let before = scroller.clientHeight;
    const observer = new ResizeObserver(() => {
      const height = scroller.clientHeight;
      const card = grid.current?.querySelector('[aria-pressed="true"]')?.getBoundingClientRect();
      const top = scroller.getBoundingClientRect().top;
      if (card) scroller.scrollTop += scrollToKeep({ top: card.top - top, bottom: card.bottom - top }, before, height);
      before = height;
    });
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [scroller, grid]);
}
