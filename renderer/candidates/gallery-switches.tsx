import { Tooltip } from "@mantine/core";
import { type Action, actions } from "#renderer/actions";
import { toggle, useView } from "#renderer/canvas";
import { KeyHint } from "#renderer/keymap";
import { useSessionState } from "#renderer/session";
import styles from "./candidates.module.css";
import { useComparison } from "./use-comparison.ts";

/** What the gallery can show beside its numbers, each with its key; and the comparison in figures, always in its place. */
export function GallerySwitches() {
  const comparison = useView((view) => view.comparison);
  const synced = useView((view) => view.syncedZoom);
  return (
    <div className={styles.switches}>
      <Switch
        label="XOR"
        action={actions.toggleComparison}
        isOn={comparison}
        explanation="Draws where the candidate under the pointer and the chosen mask differ: what it has more is filled, what it lacks is hatched"
        onPress={() => toggle("comparison")}
      />
      <Switch
        label="synced zoom"
        action={actions.toggleSyncedZoom}
        isOn={synced}
        explanation="The thumbnails show the part of the picture that the canvas shows"
        onPress={() => toggle("syncedZoom")}
      />
      {comparison && <Figures />}
    </div>
  );
}

function Figures() {
  const shown = useComparison();
  const hasMask = useSessionState((state) => state.sample?.state.mask != null);
  return (
    <span className={styles.difference} data-testid="comparison">
      {shown === null
        ? hasMask
          ? "rest on a candidate"
          : "choose a candidate first"
        : `#${shown.rank}: IoU ${shown.iou.toFixed(2)} · +${shown.morePixels.toLocaleString("en")} −${shown.lessPixels.toLocaleString("en")} px`}
    </span>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly action: Action;
  readonly isOn: boolean;
  readonly explanation: string;
  readonly onPress: () => void;
}

function Switch({ label, action, isOn, explanation, onPress }: SwitchProps) {
  return (
    <Tooltip label={explanation}>
      <button
        type="button"
        className={styles.switch}
        aria-pressed={isOn}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onPress}
      >
        {label} <KeyHint of={action} />
      </button>
    </Tooltip>
  );
}
