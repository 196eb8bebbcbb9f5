import { Loader } from "@mantine/core";
import { useText } from "#renderer/language";
import { isRunning, useSessionState } from "#renderer/session";
import styles from "./canvas.module.css";

/** What the canvas is waiting for, told quietly in its corner. */
export function CanvasChips({ pictureLoading }: { readonly pictureLoading: boolean }) {
  const words = useText().canvas;
  const encoding = useSessionState((state) => state.embedding === "waiting");
  const answering = useSessionState((state) => state.sample?.draft != null && state.embedding === "ready");
  const running = useSessionState((state) => (state.sample ? isRunning(state.jobs[state.sample.detail.id]) : false));
  const text = pictureLoading
    ? words.loading
    : encoding
      ? running
        ? words.afterRun
        : words.encoding
      : answering
        ? words.answering
        : null;
  return (
    <div className={styles.chips} role="status">
      {text && (
        <span className={styles.chip} data-testid="canvas-status">
          <Loader size={12} color="var(--r2-accent)" aria-hidden />
          {text}
        </span>
      )}
    </div>
  );
}
