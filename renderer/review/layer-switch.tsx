import { Tooltip } from "@mantine/core";
import { actions } from "#renderer/actions";
import { KeyHint, useKeyLabel, withKey } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { type Layer, useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

const layers = ["mask", "ignore"] as const satisfies readonly Layer[];

/** Which of the two layers the tools paint. */
export function LayerSwitch() {
  const words = useText().tools.layers;
  const session = useSession();
  const painted = useSessionState((state) => state.layer);
  const key = useKeyLabel(actions.toggleLayer);
  return (
    <fieldset className={styles.layers} aria-label={words.label} data-testid="layer" data-layer={painted}>
      {layers.map((layer) => (
        <Tooltip key={layer} label={withKey(words[`${layer}Hint`], key)}>
          <button
            type="button"
            className={styles.option}
            data-layer={layer}
            aria-pressed={painted === layer}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => session.edits.setLayer(layer)}
          >
            {words[layer]}
          </button>
        </Tooltip>
      ))}
      <KeyHint of={actions.toggleLayer} />
    </fieldset>
  );
}
