import type { SampleStatus } from "#core/samples";
import { beyond, counted, number } from "./counts.ts";

const statuses: Readonly<Record<SampleStatus, string>> = {
  "needs-question": "needs a question",
  todo: "to do",
  started: "started",
  accepted: "accepted",
  fixed: "fixed",
  rejected: "rejected",
  skipped: "skipped",
};

const timeLeft = (seconds: number): string => {
  const minutes = seconds / 60;
  if (minutes < 1) return "less than a minute";
  return minutes < 90 ? `${Math.round(minutes)} min` : `${number(Math.round(minutes / 60))} h`;
};

/** The list of samples, what of it is shown, and how far the project is. */
export const queue = {
  label: "Queue of samples",
  title: "Queue",
  statuses,
  progress: "Samples with a verdict",
  progressHint: "Samples with a verdict, of all samples of this project",
  search: "Search questions",
  clearSearch: "Clear the search",
  onlyStatuses: "Show only these statuses",
  noMatch: "Nothing matches.",
  noSamples: "No samples yet.",
  clearFilters: "Clear the filters",
  blank: "· no question yet",
  stale: "stale",
  now: "now",
  state: (status: string, isStale: boolean) => `(${status}${isStale ? ", stale" : ""})`,
  topBySam: (value: string, said: string | null) =>
    `Best predicted IoU ${value}${beyond(said)}: SAM's own estimate, which reads no question`,
  top: (value: string, evaluator: string) => `Best score ${value} of the newest run, by the evaluator ${evaluator}`,
  pace: (seconds: number, open: number) =>
    `${seconds < 9.95 ? seconds.toFixed(1) : number(Math.round(seconds))} s a verdict · ${open === 0 ? "none left" : `${timeLeft(seconds * open)} left`}`,
  paceHint: (verdicts: number, pauseMinutes: number) =>
    `Median of the ${counted(verdicts, "verdict")} of this session, from opening a sample to its verdict; more than ${counted(pauseMinutes, "minute")} without a key or the pointer are left out`,
};
