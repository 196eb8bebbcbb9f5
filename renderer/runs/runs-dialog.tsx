import { Modal } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { EmptyState } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { openDialog, useShell } from "#renderer/shell";
import { NewRun } from "./new-run.tsx";
import { RunCard } from "./run-card.tsx";
import styles from "./runs.module.css";
import { useRuns } from "./runs.ts";

/** Runs over many samples: a new one on the left, those that there are on the right. Closing it stops nothing. */
export function RunsDialog() {
  const words = useText().runs;
  const isOpen = useShell((shell) => shell.dialog === "runs");
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title={words.title}
      size={920}
      closeButtonProps={{ "aria-label": words.close }}
    >
      {isOpen && (
        <div className={styles.dialog} data-testid="runs-dialog">
          <NewRun />
          <RunList />
        </div>
      )}
    </Modal>
  );
}

function RunList() {
  const words = useText().runs;
  const runs = useRuns((state) => state.runs);
  return (
    <section className={styles.list} aria-label={words.list}>
      {runs.length === 0 ? (
        <EmptyState icon={<IconPlayerPlay size={28} stroke={1.4} />} title={words.none}>
          <span>{words.noneHint}</span>
        </EmptyState>
      ) : (
        <ul className={styles.runs}>
          {runs.map((run) => (
            <RunCard key={run.id} run={run} />
          ))}
        </ul>
      )}
    </section>
  );
}
