import { create } from "zustand";
import type { BatchInfo } from "#electron/api";

/** Runs over many samples of the open project, as far as they were told; newest first. */
export interface RunsState {
  readonly projectId: string | null;
  readonly runs: readonly BatchInfo[];
}

export const useRuns = create<RunsState>(() => ({ projectId: null, runs: [] }));

/** Another project, other runs; also before they are all told anew. */
export const forgetRuns = (projectId: string): void => useRuns.setState({ projectId, runs: [] });

/** News of a run, whoever brings it: the answer to a command, or what is watched. */
export function heardRun(run: BatchInfo): void {
  useRuns.setState(({ projectId, runs }) => {
    const known = runs.find(({ id }) => id === run.id);
    if (run.projectId !== projectId || (known && known.telling > run.telling)) return {};
    const others = runs.filter(({ id }) => id !== run.id);
    return { runs: [...others, run].sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0)) };
  });
}

export const isOpenRun = ({ state }: Pick<BatchInfo, "state">): boolean => state === "queued" || state === "running";

/** The run that the header tells of: the one under way, else the newest that somebody has to look at. */
export function tellableRun(runs: readonly BatchInfo[]): BatchInfo | null {
  const one = (state: BatchInfo["state"]): BatchInfo | undefined => runs.find((run) => run.state === state);
  return one("running") ?? one("queued") ?? one("paused") ?? null;
}
