import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { askQueueAnew } from "#renderer/queue";
import type { ReviewSession } from "#renderer/session";
import { useSettings } from "#renderer/settings";

/** Hands the session what the settings say of judging: to point first, and who judges. */
export function useJudging(session: ReviewSession): void {
  const client = useQueryClient();
  const { data: settings } = useSettings();
  const blind = settings?.blind ?? false;
  const author = settings?.author;
  const before = useRef(author);
  useEffect(() => session.judging.setOwn(blind), [session, blind]);
  useEffect(() => {
    const isAnother = before.current !== undefined && author !== before.current;
    before.current = author;
    if (!isAnother) return;
    // Somebody else sits here now: where several people judge, their samples stand differently.
    void session.changeAuthor().then(() => askQueueAnew(client, session.store.getState().projectId));
  }, [session, client, author]);
}
