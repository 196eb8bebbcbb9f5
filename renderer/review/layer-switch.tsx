import { Tooltip } from "@mantine/core";
import { actions } from "#renderer/actions";
import { KeyHint, useKeyLabel, withKey } from "#renderer/keymap";
import { type Layer, useSession, useSessionState } from "#renderer/session";
import styles from "./review.module.css";

const layers: readonly { readonly layer: Layer; readonly hint: string }[] = [
  { layer: "mask", hint: "The tools paint what answers the question" },
  { layer: "ignore", hint: "The tools paint pixels that count nowhere in a comparison (ReasonSeg's 255)" },
];

/** Which of the two layers the tools paint. */
export function LayerSwitch() {
  const session = useSession();
  const painted = useSessionState((state) => state.layer);
  const key = useKeyLabel(actions.toggleLayer);
  return (
    <fieldset
      className={styles.layers}
      aria-label="Layer that the tools paint"
      data-testid="layer"
      data-layer={painted}
    >
      {layers.map(({ layer, hint }) => (
        <Tooltip key={layer} label={withKey(hint, key)}>
          <button
            type="button"
            className={styles.option}
            data-layer={layer}
            aria-pressed={painted === layer}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => session.edits.setLayer(layer)}
          >
            {layer}
          </button>
        </Tooltip>
      ))}
      <KeyHint of={actions.toggleLayer} />
    </fieldset>
  );
}
