import { Button, Group, Modal, Progress } from "@mantine/core";
import { useState } from "react";
import type { TransferJob } from "#electron/api";
import { ErrorPanel, notify } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { type Dialog, openDialog, useShell } from "#renderer/shell";
import { PathLine, ReportView } from "./report-view.tsx";
import { hasPlace, progressWords, titleOf } from "./transfer-words.ts";
import styles from "./transfers.module.css";
import { isUnderWay, markRead, shareOf, useTransfers } from "./transfers.ts";

/** An import or export: how far it is, then what it did. Closing it stops nothing. */
export function TransferDialog() {
  const words = useText().transfers;
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
      closeButtonProps={{ "aria-label": words.close }}
    >
      {job && (
        <div className={styles.transfer} data-testid="transfer" data-state={job.state}>
          {hasPlace(job) && (
            <PathLine label={job.kind === "export" ? words.job.into : words.job.from} path={job.path} />
          )}
          <div className={styles.transferBody}>
            {isUnderWay(job) && <UnderWay job={job} />}
            {job.state === "cancelled" && (
              <p className={styles.dim}>
                {job.kind === "export" ? words.job.exportCancelled : words.job.importCancelled}
              </p>
            )}
            {job.report && <ReportView report={job.report} kind={job.kind} />}
            {job.error && <ErrorPanel report={job.error} />}
          </div>
          <Buttons job={job} onClose={close} />
        </div>
      )}
    </Modal>
  );
}

function UnderWay({ job }: { readonly job: TransferJob }) {
  const words = useText().transfers.job;
  const share = shareOf(job);
  const { progress } = job;
  return (
    <div className={styles.underWay}>
      <Progress
        size={6}
        value={share === null ? 100 : 100 * share}
        animated={share === null}
        striped={share === null}
        aria-label={words.progress}
      />
      <div className={styles.underWayWords} role="status">
        <span data-testid="transfer-progress">{progress ? progressWords(progress) : words.starting}</span>
        <span>{progress && words.soFar(job.kind, progress.taken, progress.skipped)}</span>
      </div>
      <p className={styles.dim}>{words.goesOn}</p>
    </div>
  );
}

const formOf = {
  import: "import-dataset",
  predictions: "import-predictions",
  export: "export-dataset",
} as const satisfies Record<TransferJob["kind"], Dialog>;

function Buttons({ job, onClose }: { readonly job: TransferJob; readonly onClose: () => void }) {
  const words = useText().transfers;
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
          {words.job.cancelIt(job.kind)}
        </Button>
        <Button onClick={onClose}>{words.job.background}</Button>
      </Group>
    );
  }
  return (
    <Group justify="flex-end">
      {job.state !== "done" && (
        <Button variant="default" onClick={again}>
          {words.job.again}
        </Button>
      )}
      <Button data-autofocus onClick={onClose}>
        {words.close}
      </Button>
    </Group>
  );
}
