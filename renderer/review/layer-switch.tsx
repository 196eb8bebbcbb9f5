import { Tooltip } from "@mantine/core";
import { actions, keyLabel, runsOnMac } from "#renderer/actions";
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
  const key = keyLabel(actions.toggleLayer.keys[0] ?? "", runsOnMac());
  return (
    <fieldset
      className={styles.layers}
      aria-label="Layer that the tools paint"
      data-testid="layer"
      data-layer={painted}
    >
      {layers.map(({ layer, hint }) => (
        <Tooltip key={layer} label={`${hint} (${key} switches)`}>
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
      <kbd>{key}</kbd>
    </fieldset>
  );
}
