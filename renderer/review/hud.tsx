import { Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { useView } from "#renderer/canvas";
import { KeyHint, useKeyLabel, withKey } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { isEmpty, layerOf, noPrompts, useSession, useSessionState } from "#renderer/session";
import { shownIou } from "#renderer/words";
import { EffectChip } from "./effect-chip.tsx";
import styles from "./review.module.css";
import { ToolOptions } from "./tool-options.tsx";

/** Read-outs and switches below the picture. */
export function Hud() {
  const words = useText().tools.hud;
  const session = useSession();
  const zoom = useView((view) => Math.round(100 * view.viewport.scale));
  const heatmap = useView((view) => view.heatmap);
  const hidden = useView((view) => view.hidden);
  const fitKey = useKeyLabel(actions.fitPicture);
  const hasRun = useSessionState((state) => state.sample?.detail.run != null);
  return (
    <div className={styles.hud}>
      <Tooltip label={words.zoom(withKey(words.fit, fitKey))}>
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
        {words.heatmap} <KeyHint of={actions.toggleHeatmap} />
      </button>
      <Tooltip label={words.hideHint}>
        <button
          type="button"
          className={styles.hudItem}
          aria-pressed={hidden}
          onPointerDown={() => actions.hideMasks.perform({ session })}
          onPointerUp={() => actions.hideMasks.release?.({ session })}
          onPointerLeave={() => actions.hideMasks.release?.({ session })}
          onMouseDown={keepFocus}
        >
          {words.hide} <KeyHint of={actions.hideMasks} />
        </button>
      </Tooltip>
      <ToolOptions />
      <ReferenceLegend />
      <EffectChip />
      <PromptChips />
      <PreviewChip />
    </div>
  );
}

const keepFocus = (event: { preventDefault(): void }): void => event.preventDefault();

function Opacity() {
  const words = useText().tools.hud;
  const session = useSession();
  const opacity = useView((view) => view.opacity);
  const contourOnly = useView((view) => view.contourOnly);
  return (
    <div className={styles.hudItem}>
      <label className={styles.opacity}>
        {words.opacity}
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
        {words.contour} <KeyHint of={actions.toggleContour} />
      </button>
    </div>
  );
}

/** What the lines of the reference and the hatching mean, as long as they are drawn. */
function ReferenceLegend() {
  const words = useText().tools.hud;
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
        <Tooltip label={words.referenceHint}>
          <span className={styles.legend}>
            <i data-kind="reference" />
            {words.reference}
          </span>
        </Tooltip>
      )}
      {hasIgnore && (
        <Tooltip label={words.ignoredHint}>
          <span className={styles.legend}>
            <i data-kind="ignore" />
            {words.ignored}
          </span>
        </Tooltip>
      )}
    </span>
  );
}

function PromptChips() {
  const words = useText().tools.hud;
  const session = useSession();
  const prompts = useSessionState((state) => state.sample?.draft ?? state.sample?.state.prompts ?? noPrompts);
  if (isEmpty(prompts)) return null;
  const positive = prompts.points.filter((point) => point.label === 1).length;
  const negative = prompts.points.length - positive;
  return (
    <>
      {prompts.points.length > 0 && (
        <span className={styles.hudItem} data-testid="points">
          <Tooltip label={words.pointsHint}>
            <span>
              +{positive} −{negative}
            </span>
          </Tooltip>
          <button
            type="button"
            aria-label={words.clear}
            className={styles.hudClose}
            onClick={() => session.clearPrompts()}
          >
            <IconX size={12} />
          </button>
        </span>
      )}
      {positive > 0 && (
        <Tooltip label={words.discoverHint}>
          <button
            type="button"
            className={styles.hudItem}
            onMouseDown={keepFocus}
            onClick={() => actions.discoverClicks.perform({ session })}
          >
            {words.discover}
          </button>
        </Tooltip>
      )}
      {prompts.box && (
        <span className={styles.hudItem} data-testid="box-prompt">
          <Tooltip label={words.boxHint}>
            <span>{words.box}</span>
          </Tooltip>
          <button
            type="button"
            aria-label={words.removeBox}
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
  const words = useText().tools.hud;
  const preview = useSessionState((state) => state.preview);
  if (!preview) return null;
  return (
    <span className={`${styles.hudItem} ${styles.hudPreview}`}>{words.preview(shownIou(preview.predictedIou))}</span>
  );
}
