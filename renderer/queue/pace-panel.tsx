import { Tooltip } from "@mantine/core";
import { useSessionState } from "#renderer/session";
import { paceWords } from "./pace-words.ts";
import styles from "./queue.module.css";

/** How quickly verdicts are given in this session, and what is left at that pace. */
export function PacePanel({ open }: { readonly open: number | null }) {
  const pace = useSessionState((state) => state.pace);
  if (pace.seconds === null || open === null) return null;
  return (
    <Tooltip
      label={`Median of the ${pace.verdicts.toLocaleString("en")} verdicts of this session, from opening a sample to its verdict`}
      multiline
      maw={260}
    >
      <div className={styles.pace} data-testid="pace">
        {paceWords(pace.seconds, open)}
      </div>
    </Tooltip>
  );
}
