import type { TransferProgress } from "#core/samples";
import type { Terminal } from "./terminal.ts";

/** Twice a second: a terminal's line, or a line of a log each time that a tenth is done. */
export function sampleProgress(terminal: Terminal, step: string): (progress: TransferProgress) => void {
  let lastTime = Number.NEGATIVE_INFINITY;
  return ({ done, total }) => {
    const now = performance.now();
    if (now - lastTime < 500 && done < total) return;
    lastTime = now;
    const tenth = total === 0 ? "" : ` ${10 * Math.floor((10 * done) / total)} %`;
    terminal.progress({ step: `${step}${tenth}`, done, total, unit: "samples" });
  };
}
