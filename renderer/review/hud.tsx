import { Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { useView } from "#renderer/canvas";
import { KeyHint, useKeyLabel, withKey } from "#renderer/keymap";
import { isEmpty, layerOf, noPrompts, useSession, useSessionState } from "#renderer/session";
import { EffectChip } from "./effect-chip.tsx";
import styles from "./review.module.css";

/** Read-outs and switches below the picture. */
export function Hud() {
  const session = useSession();
  const zoom = useView((view) => Math.round(100 * view.viewport.scale));
  const heatmap = useView((view) => view.heatmap);
  const hidden = useView((view) => view.hidden);
  const fitKey = useKeyLabel(actions.fitPicture);
  const hasRun = useSessionState((state) => state.sample?.detail.run != null);
  return (
    <div className={styles.hud}>
      <Tooltip label={`Screen pixels for 100 pixels of the picture. ${withKey("Fit it", fitKey)}.`}>
        <button
          type="button"
          className={styles.hudItem}
          data-testid="canvas-zoom"
          onMouseDown={keepFocus}
          onClick={() => actions.fitPicture.perform({ session })}
        >
          {zoom} %
        </button>
      </Tooltip>
      <Opacity />
      <button
        type="button"
        className={styles.hudItem}
        aria-pressed={heatmap}
        disabled={!hasRun}
        onMouseDown={keepFocus}
        onClick={() => actions.toggleHeatmap.perform({ session })}
      >
        heatmap <KeyHint of={actions.toggleHeatmap} />
      </button>
      <Tooltip label="Press and hold, or hold the key, to see the picture without masks">
        <button
          type="button"
          className={styles.hudItem}
          aria-pressed={hidden}
          onPointerDown={() => actions.hideMasks.perform({ session })}
          onPointerUp={() => actions.hideMasks.release?.({ session })}
          onPointerLeave={() => actions.hideMasks.release?.({ session })}
          onMouseDown={keepFocus}
        >
          hide <KeyHint of={actions.hideMasks} />
        </button>
      </Tooltip>
      <ReferenceLegend />
      <EffectChip />
      <PromptChips />
      <PreviewChip />
    </div>
  );
}

const keepFocus = (event: { preventDefault(): void }): void => event.preventDefault();

function Opacity() {
  const session = useSession();
  const opacity = useView((view) => view.opacity);
  const contourOnly = useView((view) => view.contourOnly);
  return (
    <div className={styles.hudItem}>
      <label className={styles.opacity}>
        opacity
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(100 * opacity)}
          disabled={contourOnly}
          onChange={(event) => useView.setState({ opacity: Number(event.currentTarget.value) / 100 })}
          onPointerUp={(event) => event.currentTarget.blur()}
        />
        <span className={styles.opacityValue}>{Math.round(100 * opacity)} %</span>
      </label>
      <button
        type="button"
        className={styles.hudSwitch}
        aria-pressed={contourOnly}
        onMouseDown={keepFocus}
        onClick={() => actions.toggleContour.perform({ session })}
      >
        contour only <KeyHint of={actions.toggleContour} />
      </button>
    </div>
  );
}

/** What the lines of the reference and the hatching mean, as long as they are drawn. */
function ReferenceLegend() {
  const isOn = useView((view) => view.reference);
  const isHidden = useView((view) => view.hidden);
  const hasMask = useSessionState((state) => isOn && state.sample?.detail.groundTruth != null);
  const hasIgnore = useSessionState(
    ({ sample, layer }) =>
      sample !== null &&
      layerOf(sample, "ignore") !== null &&
      (isOn || layer === "ignore" || sample.state.ignore !== undefined),
  );
  if (isHidden || !(hasMask || hasIgnore)) return null;
  return (
    <span className={styles.hudItem} data-testid="reference-legend">
      {hasMask && (
        <Tooltip label="The dataset's own mask of this sample, dotted on the picture">
          <span className={styles.legend}>
            <i data-kind="reference" />
            reference
          </span>
        </Tooltip>
      )}
      {hasIgnore && (
        <Tooltip label="Pixels that count nowhere in a comparison (ReasonSeg's 255), hatched on the picture">
          <span className={styles.legend}>
            <i data-kind="ignore" />
            ignored
          </span>
        </Tooltip>
      )}
    </span>
  );
}

function PromptChips() {
  const session = useSession();
  const prompts = useSessionState((state) => state.sample?.draft ?? state.sample?.state.prompts ?? noPrompts);
  if (isEmpty(prompts)) return null;
  const positive = prompts.points.filter((point) => point.label === 1).length;
  const negative = prompts.points.length - positive;
  return (
    <>
      {prompts.points.length > 0 && (
        <span className={styles.hudItem} data-testid="points">
          <Tooltip label="Positive and negative points that SAM was given. Click a point to remove it.">
            <span>
              +{positive} −{negative}
            </span>
          </Tooltip>
          <button
            type="button"
            aria-label="Clear all points and the box"
            className={styles.hudClose}
            onClick={() => session.clearPrompts()}
          >
            <IconX size={12} />
          </button>
        </span>
      )}
      {positive > 0 && (
        <Tooltip label="Looks for candidates where the positive points are, instead of where the settings say">
          <button
            type="button"
            className={styles.hudItem}
            onMouseDown={keepFocus}
            onClick={() => actions.discoverClicks.perform({ session })}
          >
            Discover from clicks
          </button>
        </Tooltip>
      )}
      {prompts.box && (
        <span className={styles.hudItem} data-testid="box-prompt">
          <Tooltip label="SAM was given this box too (dashed). It came from the mask that is being refined or from the box tool.">
            <span>box</span>
          </Tooltip>
          <button
            type="button"
            aria-label="Remove the box"
            className={styles.hudClose}
            onClick={() => session.setBox(null)}
          >
            <IconX size={12} />
          </button>
        </span>
      )}
    </>
  );
}

function PreviewChip() {
  const preview = useSessionState((state) => state.preview);
  if (!preview) return null;
  return (
    <span className={`${styles.hudItem} ${styles.hudPreview}`}>
      preview · predicted IoU {preview.predictedIou.toFixed(2)}
    </span>
  );
}
