import { Tooltip } from "@mantine/core";
import { useSessionState } from "#renderer/session";
import { oneLine } from "#renderer/words";
import { ChipFigures } from "./chip-figures.tsx";
import { titleOf } from "./transfer-words.ts";
import styles from "./transfers.module.css";
import { showTransfer, tellable, useTransfers } from "./transfers.ts";

/** What is being imported or exported, told quietly in the header; pressing it opens the whole story. */
export function TransferChip() {
  const projectId = useSessionState((state) => state.projectId);
  const job = useTransfers((state) => tellable(state, projectId));
  if (!job) return null;
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
        <ChipFigures job={job} />
      </button>
    </Tooltip>
  );
}
