import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { TransferJob } from "#electron/api";
import { reportOf, useApi } from "#renderer/link";
import { askQueueAnew } from "#renderer/queue";
import { type ReviewSession, useSessionState } from "#renderer/session";
import { forgetTransfers, heard, isUnderWay, lost, markRead, useTransfers } from "./transfers.ts";

/** The queue shows what an import has taken so far, not more often than this. */
const REFRESH_MS = 1500;

/** Hears of the project's transfers as long as it is open, and shows what they bring. */
export function useTransferWatch(session: ReviewSession): void {
  const api = useApi();
  const client = useQueryClient();
  const projectId = useSessionState((state) => state.projectId);
  // A process that was started anew knows nothing of the old one's listeners.
  const answers = useSessionState((state) => state.connection === "answers");
  useEffect(() => {
    if (!answers) {
      lost(projectId);
      return;
    }
    const news = new News(session, () => void askQueueAnew(client, projectId));
    forgetTransfers(projectId);
    const subscription = api.datasets.watch.subscribe(
      { projectId },
      {
        onData: (job) => {
          const before = useTransfers.getState().jobs.find(({ id }) => id === job.id);
          heard(job);
          // Told again after a reload of the page: it ended before.
          if (!before && !isUnderWay(job)) markRead(job.id);
          news.of(job, before);
        },
        onError: (thrown) => console.warn("The progress of imports is not being told:", reportOf(thrown).message),
      },
    );
    return () => {
      subscription.unsubscribe();
      news.end();
    };
  }, [api, client, session, projectId, answers]);
}

/** What a transfer's news mean for the queue and the open sample. */
class News {
  readonly #session: ReviewSession;
  readonly #refresh: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(session: ReviewSession, refresh: () => void) {
    this.#session = session;
    this.#refresh = refresh;
  }

  of(job: TransferJob, before: TransferJob | undefined): void {
    if (job.kind === "export") return;
    const isNews = isUnderWay(job) ? (job.progress?.taken ?? 0) > (before?.progress?.taken ?? 0) : true;
    if (!isNews) return;
    if (!isUnderWay(job)) this.#show(job);
    else this.#timer ??= setTimeout(() => this.#show(job), REFRESH_MS);
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #show(job: TransferJob): void {
    this.end();
    this.#timer = null;
    this.#refresh();
    if (this.#session.store.getState().empty) void this.#session.openFirst();
    // Another model's masks may be candidates of the sample that is open.
    else if (job.kind === "predictions" && !isUnderWay(job)) void this.#session.refresh();
  }
}
