import { Tooltip } from "@mantine/core";
import { actions } from "#renderer/actions";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { useSession, useSessionState } from "#renderer/session";
import { PipelineChip } from "./pipeline-chip.tsx";
import styles from "./review.module.css";

/** Whether everything is on the disk, how much can be undone, and what the last work took. */
export function Footer() {
  const session = useSession();
  const save = useSessionState((state) => state.save);
  const undoKey = useKeyLabel(actions.undo);
  const keysKey = useKeyLabel(actions.showKeys);
  const undoDepth = useSessionState((state) => state.sample?.undoDepth ?? 0);
  return (
    <footer className={styles.footer}>
      <Tooltip label="Every change is written to the project as it happens; there is nothing to save by hand.">
        <span data-testid="save-state" data-save={save.kind} role="status" aria-live="polite">
          {save.kind === "saved" ? "Saved" : save.kind === "saving" ? "Saving…" : `Not saved: ${save.report.message}`}
        </span>
      </Tooltip>
      <Tooltip label={`${withKey("Steps of this sample that can be undone", undoKey)}, also after a restart`}>
        <span data-testid="undo-depth">undo {undoDepth}</span>
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
        {keysKey} keys
      </button>
    </footer>
  );
}

const cached: Readonly<Record<"memory" | "disk" | "computed", string>> = {
  memory: " (cached)",
  disk: " (cached on disk)",
  computed: "",
};
const ms = (value: number): string => `${Math.round(value).toLocaleString("en")} ms`;

function Timings() {
  const run = useSessionState((state) => state.sample?.detail.run ?? null);
  const segment = useSessionState((state) => state.lastSegment);
  const provider = segment?.provider ?? run?.provider;
  return (
    <>
      {segment && (
        <Tooltip
          label={`SAM's last answer to a prompt; pack ${segment.pack}. Encoding makes the picture's embedding, decoding the mask.`}
        >
          <span data-testid="segment-timings">
            click {ms(segment.timings.total)} · decode {ms(segment.timings.decode)}
          </span>
        </Tooltip>
      )}
      {run && (
        <Tooltip label={`The newest run of this sample; pack ${run.pack}.`}>
          <span data-testid="run-timings">
            encode {ms(run.timings.encode)}
            {cached[run.embedding]} · discover {ms(run.timings.discover)}
          </span>
        </Tooltip>
      )}
      {provider && (
        <Tooltip label="Execution provider that ran the models; change it in the settings.">
          <span>{provider}</span>
        </Tooltip>
      )}
    </>
  );
}
