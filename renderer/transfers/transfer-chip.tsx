import { Progress, Tooltip } from "@mantine/core";
import { useSessionState } from "#renderer/session";
import { oneLine } from "#renderer/words";
import { count, titleOf } from "./transfer-words.ts";
import styles from "./transfers.module.css";
import { isUnderWay, shareOf, showTransfer, tellable, useTransfers } from "./transfers.ts";

/** What is being imported or exported, told quietly in the header; pressing it opens the whole story. */
export function TransferChip() {
  const projectId = useSessionState((state) => state.projectId);
  const job = useTransfers((state) => tellable(state, projectId));
  if (!job) return null;
  const share = shareOf(job);
  const figure = isUnderWay(job)
    ? share === null
      ? count(job.progress?.taken ?? 0)
      : `${Math.floor(100 * share)} %`
    : null;
  return (
    <Tooltip label={`${titleOf(job)}: ${oneLine(job.path, 300)}`}>
      <button
        type="button"
        className={styles.chip}
        data-testid="transfer-chip"
        data-state={job.state}
        onClick={() => showTransfer(job)}
      >
        <span>{titleOf(job)}</span>
        {figure !== null && <span className={styles.chipFigure}>{figure}</span>}
        {share !== null && isUnderWay(job) && <Progress size={4} w={48} value={100 * share} aria-hidden />}
      </button>
    </Tooltip>
  );
}
