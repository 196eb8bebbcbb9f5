import { Progress, Tooltip } from "@mantine/core";
import { numberNow, useText } from "#renderer/language";
import { openDialog } from "#renderer/shell";
import { paceWords, stateWords } from "./run-words.ts";
import styles from "./runs.module.css";
import { tellableRun, useRuns } from "./runs.ts";

/** The run that is under way or paused, told quietly in the header; pressing it opens the runs. */
export function RunChip() {
  const words = useText().runs;
  const run = useRuns(({ runs }) => tellableRun(runs));
  if (run === null) return null;
  const { state, done, failed, total, problem } = run;
  const label = problem?.message ?? [words.chipHint(stateWords(run)), paceWords(run)].filter(Boolean).join(" · ");
  return (
    <Tooltip label={label}>
      <button
        type="button"
        className={styles.chip}
        data-testid="run-chip"
        data-state={state}
        data-problem={problem !== null || undefined}
        onClick={() => openDialog("runs")}
      >
        <span>{words.chip[state === "running" || state === "queued" ? state : "paused"]}</span>
        <span className={styles.chipFigure}>
          {numberNow(done + failed)} / {numberNow(total)}
        </span>
        <Progress size={4} w={40} value={(100 * (done + failed)) / Math.max(1, total)} aria-hidden />
      </button>
    </Tooltip>
  );
}
