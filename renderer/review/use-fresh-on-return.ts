import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { askQueueAnew } from "#renderer/queue";
import type { ReviewSession } from "#renderer/session";

/** Another tab or program may have worked on the project: coming back to the window reads it anew. */
export function useFreshOnReturn(session: ReviewSession): void {
  const client = useQueryClient();
  useEffect(() => {
    let isReading = false;
    const read = async (): Promise<void> => {
      if (isReading || document.visibilityState !== "visible" || session.hasUnsaved) return;
      isReading = true;
      const { projectId } = session.store.getState();
      await session.refresh();
      await askQueueAnew(client, projectId);
      isReading = false;
    };
    const onReturn = (): void => void read();
    window.addEventListener("focus", onReturn);
    document.addEventListener("visibilitychange", onReturn);
    return () => {
      window.removeEventListener("focus", onReturn);
      document.removeEventListener("visibilitychange", onReturn);
    };
  }, [session, client]);
}
