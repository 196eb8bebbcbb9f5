import type { Page } from "@playwright/test";

/** What a person would have felt while something went on. Milliseconds. */
export interface Smoothness {
  readonly frames: number;
  readonly longestGap: number;
  /** Longest time without interruption in which a row on the screen was still empty. */
  readonly longestWait: number;
}

interface Recorder {
  stop(): Smoothness;
}

/** Watches every frame of the page's queue from here on. */
export async function watchFrames(page: Page): Promise<() => Promise<Smoothness>> {
  await page.evaluate(() => {
    const scroller = document.querySelector('[data-testid="queue"]') as HTMLElement;
    let [frames, longestGap, longestWait] = [0, 0, 0];
    let last = performance.now();
    let emptySince: number | null = null;
    let isOn = true;
    const hasEmptyRow = (): boolean => {
      const { top, bottom } = scroller.getBoundingClientRect();
      const empty = [...scroller.querySelectorAll('nav > div[aria-hidden="true"]')];
      const isSeen = (row: Element): boolean => {
        const box = row.getBoundingClientRect();
        return box.bottom > top && box.top < bottom;
      };
      // Nothing at all on the screen is no better than empty rows.
      return empty.some(isSeen) || ![...scroller.querySelectorAll("nav > *")].some(isSeen);
    };
    const tick = (now: number): void => {
      if (!isOn) return;
      frames++;
      longestGap = Math.max(longestGap, now - last);
      last = now;
      if (hasEmptyRow()) {
        emptySince ??= now;
        longestWait = Math.max(longestWait, now - emptySince);
      } else {
        if (emptySince !== null) longestWait = Math.max(longestWait, now - emptySince);
        emptySince = null;
      }
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    const recorder: Recorder = {
      stop: () => {
        isOn = false;
        return { frames, longestGap, longestWait };
      },
    };
    Object.assign(window, { queueRecorder: recorder });
  });
  return () => page.evaluate(() => (window as unknown as { queueRecorder: Recorder }).queueRecorder.stop());
}
