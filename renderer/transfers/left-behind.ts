import { create } from "zustand";
import type { OpenProjectInfo, TransferJob } from "#electron/api";
import { type Api, reportOf } from "#renderer/link";
import { heard, isUnderWay, lost, useTransfers } from "./transfers.ts";

/** Projects that were left while something was read or written; they stay open for it. */
export const useLeftBehind = create<{ readonly projects: readonly OpenProjectInfo[] }>(() => ({ projects: [] }));

const remove = (projectId: string): void =>
  useLeftBehind.setState(({ projects }) => ({ projects: projects.filter((one) => one.projectId !== projectId) }));

/** Hears of a left project's transfers until the last has ended; `onEnd` is told once, with that one. */
export function followLeft(
  api: Pick<Api, "datasets">,
  project: OpenProjectInfo,
  onEnd: (job: TransferJob) => void,
): void {
  const { projectId } = project;
  if (useLeftBehind.getState().projects.some((one) => one.projectId === projectId)) return;
  useLeftBehind.setState(({ projects }) => ({ projects: [...projects, project] }));
  // Told anew from the beginning: those that ended before must not be taken for the end.
  const running = new Set(
    useTransfers
      .getState()
      .jobs.filter((job) => job.projectId === projectId && isUnderWay(job))
      .map(({ id }) => id),
  );
  const stop = (): void => {
    subscription.unsubscribe();
    remove(projectId);
  };
  const giveUp = (thrown: unknown): void => {
    stop();
    // A process that was started anew knows nothing of them.
    lost(projectId);
    console.warn("The progress of an import is not being told:", reportOf(thrown).message);
  };
  const subscription = api.datasets.watch.subscribe(
    { projectId },
    {
      onData: (job) => {
        heard(job);
        if (isUnderWay(job)) running.add(job.id);
        else if (running.delete(job.id) && running.size === 0) {
          stop();
          onEnd(job);
        }
      },
      onError: giveUp,
      onConnectionStateChange: ({ state, error }) => state === "connecting" && error !== null && giveUp(error),
    },
  );
}
