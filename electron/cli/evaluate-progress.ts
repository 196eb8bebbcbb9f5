import type { BatchProgress } from "#electron/runs";
import type { Terminal } from "./terminal.ts";

/** A terminal's line that changes with every sample; in a log, a line each time that a tenth is done. */
export function evaluationProgress(terminal: Terminal): (progress: BatchProgress) => void {
  return (progress) => {
    const { done, total, failed } = progress;
    const tenth = total === 0 ? 100 : 10 * Math.floor((10 * done) / total);
    const parts = ["samples", failed > 0 ? `(${failed} failed)` : null, paceText(progress)];
    const unit = parts.filter((part) => part !== null).join(" ");
    terminal.progress({ step: `evaluating ${tenth} %`, done, total, unit });
  };
}

/** Null before the first sample, and once there is nothing left to wait for. */
export function paceText({ perSecond, secondsLeft, done, total }: BatchProgress): string | null {
  if (perSecond === null || secondsLeft === null || done === total) return null;
  const rate = perSecond >= 1 ? `${perSecond.toFixed(1)} a second` : `${(60 * perSecond).toFixed(1)} a minute`;
  return `at ${rate}, ${durationText(secondsLeft)} left`;
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}
