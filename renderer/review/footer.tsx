import { Tooltip } from "@mantine/core";
import { actions } from "#renderer/actions";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import { PipelineChip } from "./pipeline-chip.tsx";
import styles from "./review.module.css";

/** Whether everything is on the disk, how much can be undone, and what the last work took. */
export function Footer() {
  const words = useText().review;
  const session = useSession();
  const save = useSessionState((state) => state.save);
  const undoKey = useKeyLabel(actions.undo);
  const keysKey = useKeyLabel(actions.showKeys);
  const undoDepth = useSessionState((state) => state.sample?.undoDepth ?? 0);
  return (
    <footer className={styles.footer}>
      <Tooltip label={words.save.hint}>
        <span data-testid="save-state" data-save={save.kind} role="status" aria-live="polite">
          {save.kind === "problem" ? words.save.problem(save.report.message) : words.save[save.kind]}
        </span>
      </Tooltip>
      <Tooltip label={words.undoLasts(withKey(words.undoHint, undoKey))}>
        <span data-testid="undo-depth">{words.undo(undoDepth)}</span>
      </Tooltip>
      <PipelineChip />
      <span className={styles.spacer} />
      <Timings />
      <button
        type="button"
        className={styles.footerButton}
        data-tour="help"
        onClick={() => actions.showKeys.perform({ session })}
      >
        {words.keys(keysKey ?? "")}
      </button>
    </footer>
  );
}

function Timings() {
  const words = useText().review.timings;
  const run = useSessionState((state) => state.sample?.detail.run ?? null);
  const segment = useSessionState((state) => state.lastSegment);
  const provider = segment?.provider ?? run?.provider;
  return (
    <>
      {segment && (
        <Tooltip label={words.clickHint(segment.pack)}>
          <span data-testid="segment-timings">{words.click(segment.timings.total, segment.timings.decode)}</span>
        </Tooltip>
      )}
      {run && (
        <Tooltip label={words.runHint(run.pack)}>
          <span data-testid="run-timings">{words.run(run.timings.encode, run.embedding, run.timings.discover)}</span>
        </Tooltip>
      )}
      {provider && (
        <Tooltip label={words.provider}>
          <span>{provider}</span>
        </Tooltip>
      )}
    </>
  );
}
