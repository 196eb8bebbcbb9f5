import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { reportOf, useApi } from "#renderer/link";
import { askQueueAnew } from "#renderer/queue";
import { type ReviewSession, useSessionState } from "#renderer/session";
import { forgetRuns, heardRun } from "./runs.ts";

/** The queue shows new scores not more often than this. */
const REFRESH_MS = 1500;

/** Hears of the project's runs as long as it is open, and shows what they find as it comes. */
export function useRunWatch(session: ReviewSession): void {
  const api = useApi();
  const client = useQueryClient();
  const projectId = useSessionState((state) => state.projectId);
  // A process that was started anew knows nothing of the old one's listeners.
  const answers = useSessionState((state) => state.connection === "answers");
  useEffect(() => {
    if (!answers) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const refresh = (): void => {
      timer = null;
      void askQueueAnew(client, projectId);
    };
    forgetRuns(projectId);
    const subscription = api.batches.watch.subscribe(
      { projectId },
      {
        onData: ({ batch, sampleId }) => {
          heardRun(batch);
          if (sampleId === null) return;
          timer ??= setTimeout(refresh, REFRESH_MS);
          void session.hearOfResult(sampleId);
        },
        onError: (thrown) => console.warn("The progress of runs is not being told:", reportOf(thrown).message),
      },
    );
    return () => {
      subscription.unsubscribe();
      if (timer !== null) clearTimeout(timer);
    };
  }, [api, client, session, projectId, answers]);
}
