import { useState } from "react";
import type { BatchInfo } from "#electron/api";
import { notify } from "#renderer/feedback";
import { reportOf, useApi } from "#renderer/link";
import { heardRun } from "./runs.ts";

export type RunCommand = "pause" | "resume" | "cancel" | "retry";

/** Sends a command to a run and shows what became of it; `busy` is the one that is on its way. */
export function useRunCommands({ projectId, id }: Pick<BatchInfo, "projectId" | "id">) {
  const api = useApi();
  const [busy, setBusy] = useState<RunCommand | null>(null);
  const send = async (command: RunCommand): Promise<void> => {
    setBusy(command);
    try {
      heardRun(await api.batches[command].mutate({ projectId, batchId: id }));
    } catch (thrown) {
      notify("problem", reportOf(thrown));
    } finally {
      setBusy(null);
    }
  };
  return { busy, send: (command: RunCommand) => void send(command) };
}
