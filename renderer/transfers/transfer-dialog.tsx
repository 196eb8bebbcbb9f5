import { Button, Group, Modal, Progress } from "@mantine/core";
import { useState } from "react";
import type { TransferJob } from "#electron/api";
import { ErrorPanel, notify } from "#renderer/feedback";
import { reportOf, useApi } from "#renderer/link";
import { type Dialog, openDialog, useShell } from "#renderer/shell";
import { PathLine, ReportView } from "./report-view.tsx";
import { count, hasPlace, progressWords, titleOf } from "./transfer-words.ts";
import styles from "./transfers.module.css";
import { isUnderWay, markRead, shareOf, useTransfers } from "./transfers.ts";

/** An import or export: how far it is, then what it did. Closing it stops nothing. */
export function TransferDialog() {
  const isOpen = useShell((shell) => shell.dialog === "transfer");
  const job = useTransfers(({ jobs, shown }) => jobs.find((one) => one.id === shown) ?? null);
  const close = (): void => {
    if (job && !isUnderWay(job)) markRead(job.id);
    openDialog(null);
  };
  return (
    <Modal
      opened={isOpen && job !== null}
      onClose={close}
      title={job ? titleOf(job) : ""}
      size={680}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {job && (
        <div className={styles.transfer} data-testid="transfer" data-state={job.state}>
          {hasPlace(job) && <PathLine label={job.kind === "export" ? "Into" : "From"} path={job.path} />}
          <div className={styles.transferBody}>
            {isUnderWay(job) && <UnderWay job={job} />}
            {job.state === "cancelled" && <p className={styles.dim}>{cancelledWords(job)}</p>}
            {job.report && <ReportView report={job.report} kind={job.kind} />}
            {job.error && <ErrorPanel report={job.error} />}
          </div>
          <Buttons job={job} onClose={close} />
        </div>
      )}
    </Modal>
  );
}

const cancelledWords = ({ kind }: TransferJob): string =>
  kind === "export"
    ? "Nothing was written."
    : "What was taken until then stays in the project; started again, the import goes on from there.";

function UnderWay({ job }: { readonly job: TransferJob }) {
  const share = shareOf(job);
  const { progress } = job;
  return (
    <div className={styles.underWay}>
      <Progress
        size={6}
        value={share === null ? 100 : 100 * share}
        animated={share === null}
        striped={share === null}
        aria-label="Progress"
      />
      <div className={styles.underWayWords} role="status">
        <span data-testid="transfer-progress">{progress ? progressWords(progress) : "Starting…"}</span>
        <span>
          {progress &&
            `${count(progress.taken)} ${job.kind === "export" ? "written" : "taken"} · ${count(progress.skipped)} skipped`}
        </span>
      </div>
      <p className={styles.dim}>This goes on when you close the dialog; the header shows how far it is.</p>
    </div>
  );
}

const formOf = {
  import: "import-dataset",
  predictions: "import-predictions",
  export: "export-dataset",
} as const satisfies Record<TransferJob["kind"], Dialog>;

function Buttons({ job, onClose }: { readonly job: TransferJob; readonly onClose: () => void }) {
  const api = useApi();
  const [isCancelling, setCancelling] = useState(false);
  const cancel = async (): Promise<void> => {
    setCancelling(true);
    await api.datasets.cancel
      .mutate({ jobId: job.id })
      .catch((thrown: unknown) => notify("problem", reportOf(thrown)))
      .finally(() => setCancelling(false));
  };
  const again = (): void => {
    markRead(job.id);
    openDialog(job.kind === "export" && job.format === "mask-review" ? "export-review" : formOf[job.kind]);
  };
  if (isUnderWay(job)) {
    return (
      <Group justify="flex-end">
        <Button variant="default" loading={isCancelling} onClick={() => void cancel()}>
          {job.kind === "export" ? "Cancel the export" : "Cancel the import"}
        </Button>
        <Button onClick={onClose}>Go on in the background</Button>
      </Group>
    );
  }
  return (
    <Group justify="flex-end">
      {job.state !== "done" && (
        <Button variant="default" onClick={again}>
          Change and try again
        </Button>
      )}
      <Button data-autofocus onClick={onClose}>
        Close
      </Button>
    </Group>
  );
}
