import { Tooltip } from "@mantine/core";
import { useText } from "#renderer/language";
import { PAUSE_MINUTES, useSessionState } from "#renderer/session";
import styles from "./queue.module.css";

/** How quickly verdicts are given in this session, and what is left at that pace. */
export function PacePanel({ open }: { readonly open: number | null }) {
  const words = useText().queue;
  const pace = useSessionState((state) => state.pace);
  if (pace.seconds === null || open === null) return null;
  return (
    <Tooltip label={words.paceHint(pace.verdicts, PAUSE_MINUTES)} multiline maw={260}>
      <div className={styles.pace} data-testid="pace">
        {words.pace(pace.seconds, open)}
      </div>
    </Tooltip>
  );
}
