import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorPanel, notify } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import type { OpenProblem } from "./use-open-project.ts";

interface OpenProblemPanelProps {
  readonly problem: OpenProblem;
  readonly onRetry: () => void;
  readonly onDismiss: () => void;
}

/** Why a project did not open and what can be done; for a damaged one, its newest backup. */
export function OpenProblemPanel({ problem, onRetry, onDismiss }: OpenProblemPanelProps) {
  const words = useText().shell;
  const { report, dir } = problem;
  return (
    <div data-testid="open-problem" data-code={report.code}>
      <ErrorPanel report={report}>
        <Button size="xs" variant="default" onClick={onRetry}>
          {words.tryAgain}
        </Button>
        {report.code === "project-damaged" && dir !== null && <Restore dir={dir} onRestored={onRetry} />}
        <Button size="xs" variant="subtle" color="gray" onClick={onDismiss}>
          {words.dismiss}
        </Button>
      </ErrorPanel>
    </div>
  );
}

/** Asks twice: what was done since the backup is not in it. */
function Restore({ dir, onRestored }: { readonly dir: string; readonly onRestored: () => void }) {
  const words = useText().home;
  const api = useApi();
  const backups = useQuery({
    queryKey: ["backups", dir],
    queryFn: () => api.projects.backups.query({ dir }),
    retry: false,
  });
  const [isAsking, setAsking] = useState(false);
  const newest = [...(backups.data ?? [])].sort((a, b) => b.at.localeCompare(a.at))[0];
  if (backups.isPending) return null;
  if (!newest) {
    return (
      <Text size="xs" c="dimmed">
        {words.noBackup}
      </Text>
    );
  }
  const when = new Date(newest.at).toLocaleString();
  const restore = async (): Promise<void> => {
    try {
      await api.projects.restoreBackup.mutate({ dir, file: newest.file });
      notify("done", { message: words.restored(when), cure: words.restoredHint });
      onRestored();
    } catch (thrown) {
      notify("problem", reportOf(thrown));
    }
  };
  return isAsking ? (
    <>
      <Text size="xs">{words.restoreAsk(when)}</Text>
      <Button size="xs" color="red" onClick={() => void restore()}>
        {words.restoreYes}
      </Button>
    </>
  ) : (
    <Button size="xs" onClick={() => setAsking(true)}>
      {words.restore(when)}
    </Button>
  );
}
