import type { JobUpdate } from "#electron/api";
import type { Api } from "#renderer/link";

export const isRunning = (job: JobUpdate | undefined): boolean => job?.state === "queued" || job?.state === "running";

/** Hears of every job of the project until the returned function is called. */
export function watchJobs(
  api: Api,
  projectId: string,
  onJob: (job: JobUpdate) => void,
  onProblem: (thrown: unknown) => void,
): () => void {
  const subscription = api.runs.watch.subscribe({ projectId }, { onData: onJob, onError: onProblem });
  return () => subscription.unsubscribe();
}
