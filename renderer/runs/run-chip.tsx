import { Progress, Tooltip } from "@mantine/core";
import { openDialog } from "#renderer/shell";
import { count, paceWords, stateWords } from "./run-words.ts";
import styles from "./runs.module.css";
import { tellableRun, useRuns } from "./runs.ts";

/** The run that is under way or paused, told quietly in the header; pressing it opens the runs. */
export function RunChip() {
  const run = useRuns(({ runs }) => tellableRun(runs));
  if (run === null) return null;
  const { state, done, failed, total, problem } = run;
  const label = problem?.message ?? ([`Run ${stateWords(run)}`, paceWords(run)].filter(Boolean).join(" · ") || "Run");
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
        <span>{state === "running" ? "Run" : `Run ${state === "queued" ? "waiting" : "paused"}`}</span>
        <span className={styles.chipFigure}>
          {count(done + failed)} / {count(total)}
        </span>
        <Progress size={4} w={40} value={(100 * (done + failed)) / Math.max(1, total)} aria-hidden />
      </button>
    </Tooltip>
  );
}
