import { Button } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { useTargetCursor } from "#renderer/canvas";
import { KeyHint } from "#renderer/keymap";
import { useSession, useSessionState } from "#renderer/session";
import styles from "./blind.module.css";

/** Takes the place of verdict, reasoning and candidates until the target was pointed at. */
export function PointingPanel() {
  const session = useSession();
  const isRule = useSessionState((state) => state.rules.blind);
  const place = useTargetCursor((state) => state.place);
  return (
    <section aria-label="Point at the target" className={styles.panel} data-testid="pointing-panel">
      <IconTargetArrow size={28} stroke={1.4} aria-hidden />
      <h3>Where would the answer be?</h3>
      <p>Click it in the picture. Mask, candidates and scores are shown once you have.</p>
      <p className={styles.keys}>
        <kbd>←</kbd> <kbd>↑</kbd> <kbd>↓</kbd> <kbd>→</kbd> move a cross, with <kbd>Shift</kbd> by single pixels;{" "}
        <KeyHint of={actions.pointTarget} /> points there.
      </p>
      <p className={styles.place} data-testid="target-place">
        {place === null ? "" : `cross at ${Math.floor(place.x)}, ${Math.floor(place.y)}`}
      </p>
      <Button
        size="xs"
        variant="default"
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => actions.nothingToPointAt.perform({ session })}
        rightSection={<KeyHint of={actions.nothingToPointAt} />}
      >
        Nothing to point at
      </Button>
      <p className={styles.why}>
        {isRule
          ? "This project asks everybody to point first."
          : "You have chosen to point first (Judging); others in this project may not."}
      </p>
    </section>
  );
}
