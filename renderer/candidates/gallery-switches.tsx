import { Tooltip } from "@mantine/core";
import { type Action, actions } from "#renderer/actions";
import { toggle, useView } from "#renderer/canvas";
import { KeyHint } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { useSessionState } from "#renderer/session";
import styles from "./candidates.module.css";
import { useComparison } from "./use-comparison.ts";

/** What the gallery can show beside its numbers, each with its key; and the comparison in figures, always in its place. */
export function GallerySwitches() {
  const words = useText().candidates;
  const comparison = useView((view) => view.comparison);
  const synced = useView((view) => view.syncedZoom);
  return (
    <div className={styles.switches}>
      <Switch
        label={words.xor}
        action={actions.toggleComparison}
        isOn={comparison}
        explanation={words.xorHint}
        onPress={() => toggle("comparison")}
      />
      <Switch
        label={words.syncedZoom}
        action={actions.toggleSyncedZoom}
        isOn={synced}
        explanation={words.syncedZoomHint}
        onPress={() => toggle("syncedZoom")}
      />
      {comparison && <Figures />}
    </div>
  );
}

function Figures() {
  const words = useText().candidates;
  const shown = useComparison();
  const hasMask = useSessionState((state) => state.sample?.state.mask != null);
  return (
    <span className={styles.difference} data-testid="comparison">
      {shown === null
        ? hasMask
          ? words.restOnOne
          : words.chooseFirst
        : words.difference(shown.rank, shown.iou.toFixed(2), shown.morePixels, shown.lessPixels)}
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
